"""Command -> decide -> append -> publish."""
