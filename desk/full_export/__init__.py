"""The export of everything, as tables with a dictionary, written in the background.

Of this app it may import only `models` and `archives`.
Start with archive.py.
"""
