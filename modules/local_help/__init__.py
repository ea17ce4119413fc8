"""Help with digital matters: what papers print in each language, and the places near people.

Imports `loans`. Start with models.py, then places.py.
"""
