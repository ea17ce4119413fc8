"""Style guide: a page of all components, for development.

Imports the kernel's forms, lists and charts. Start with views.py.
"""
