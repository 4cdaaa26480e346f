"""The command line: one module per command, all of them parsed by `cli.main`."""
