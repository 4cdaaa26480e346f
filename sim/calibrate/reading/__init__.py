"""From the bytes of an export to the two canonical tables. Nothing of an upload is written to disk."""
