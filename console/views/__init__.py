"""One screenful a file: pure functions from the desk to lines."""
