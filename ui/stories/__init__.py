"""The page Stories: one module for each kind of story, and what they share (`common`)."""
