"""Foundations shared by all apps; contains no concept of the trade.

Events, documents, state machines, guards, operations, forms, lists and papers.

Imports no other app.
Start with workflow/operations.py and forms.py.
"""
