"""Full data export: tables with a data dictionary, written in the background.

Within this app it imports only `models` and `archives`. Start with archive.py.
"""
