"""The thin-terminal engine: what the terminal shows is a replica, kept current by differences."""
