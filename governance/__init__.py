"""The vocabulary and the rules of a command centre. Pure: no I/O, no clock, no framework."""
