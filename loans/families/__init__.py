"""Requests for several families at once: a table, which a spreadsheet may fill in."""
