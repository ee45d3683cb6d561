"""The platform: rules behind an API, one log with everything derived from it."""
