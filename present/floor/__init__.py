"""One day of the record as something to look at: who did what, who waited, how strained everybody was."""
