"""Figures: data in, a Plotly figure out. Pure; nothing here knows of a screen."""
