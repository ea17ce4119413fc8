"""Pages that show several features: of a loan, a recipient, an organisation.

Of this app it may import only what stands below it, from `base` to `privacy`.
Start with views.py.
"""
