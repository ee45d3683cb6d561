"""What the terminal engine costs, beside the least that could be, Textual's own driver and tmux."""
