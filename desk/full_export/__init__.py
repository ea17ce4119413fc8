"""Full data export: tables with a data dictionary, written in the background.

Of this app it may import only `models` and `archives`.
Start with archive.py.
"""
