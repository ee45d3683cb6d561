"""The log and its projections."""
