"""A scenario from six numbers that a manager knows by heart: plausible by arithmetic first, then fitted."""
