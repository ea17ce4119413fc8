"""Foundations shared by all apps; contains no concept of the trade.

Events, documents, state machines, guards, operations, forms, lists and papers.

Imports no other app.
Start with workflow/operations.py and forms/base.py.
"""

__version__ = "0.9.0"  # Rebond's version, shown in the footer of pages
