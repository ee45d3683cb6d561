"""A seat's own settings, `console.toml`: keys, saved filters, columns, language, colours."""
