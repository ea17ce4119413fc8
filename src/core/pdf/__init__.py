"""PDF rendering with WeasyPrint, with limits of time and size, and merging.

Imports nothing else of this app. Start with render.py.
"""
