"""The engine against exact theory: declared cases, their acceptance, and the runs (`python -m sim check`)."""
