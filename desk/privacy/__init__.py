"""Personal data: retention, what is anonymised, a person's file, who opened what.

Of this app it may import only `models`.
Start with daily.py.
"""
