"""What console and platform say to each other, and how text from outside is made harmless."""
