"""Personal data: retention, what is anonymised, a person's file, who opened what.

Start with `daily.py`.
"""
