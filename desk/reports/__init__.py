"""Reports: the figures of a scope together, on a page, on paper, in a sheet.

Of this app it may import only what stands below it, from `models` to `outcomes`.
Start with contents.py.
"""
