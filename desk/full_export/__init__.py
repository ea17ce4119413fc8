"""The export of everything, as tables with a dictionary, written in the background.

Start with `archive.py`.
"""
