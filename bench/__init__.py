"""Figures of the console and the platform beside what else could be had, all in one run."""
