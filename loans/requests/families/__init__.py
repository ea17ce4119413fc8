"""Requests for several families at once: a table, or a spreadsheet that fills it."""
