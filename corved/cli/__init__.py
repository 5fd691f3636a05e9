"""The command line: `corved --help`."""
