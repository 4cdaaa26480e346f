"""`python -m sim`: hand over to the command line in `cli`, the one place where `sim` refers upwards."""

import sys
from importlib import import_module

if __name__ == "__main__":
    sys.exit(import_module("cli.main").start())
