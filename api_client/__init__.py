"""What any program needs to take part: signing in, commands, queries, the stream, the copy."""
