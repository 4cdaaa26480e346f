"""Results turned into words, numbers and figures, for the screen and the command line alike."""
