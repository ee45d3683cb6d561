"""Accounts, tokens, sealed words and masking."""
