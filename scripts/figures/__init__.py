"""Draws our figures from joints: `python -m scripts.figures` writes them into the web package."""
