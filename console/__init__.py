"""The seat: a keyboard-driven terminal console."""
