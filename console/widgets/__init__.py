"""What paints lines on Textual's screen."""
