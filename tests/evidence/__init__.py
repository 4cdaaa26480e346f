"""Runs that show how far Headroom can be trusted, each kept as a small JSON file in `evidence/`."""
