"""Help with digital matters: resources printed on papers in each language, and nearby places.

Imports `loans`. Start with models.py, then places.py.
"""
