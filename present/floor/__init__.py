"""One day of the record to be shown: who did what, who waited, how strained everybody was."""
