"""Small values that people type or read: addresses, numbers, names, passwords, tokens."""
