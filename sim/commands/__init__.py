"""The command line: one module per command, the words in `sim.__main__`."""
