"""Reports from the app: a thread that makes one, the panel that asks for it, the strip that says how far it is."""
