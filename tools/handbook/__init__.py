"""The handbook, as pages in var/handbook that need neither a server nor a network.

There is one book for each language, with a search of its own. Sphinx draws what `sources.py`
gathers; its warnings are errors, and every link is followed (`links.py`).
"""
