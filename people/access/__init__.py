"""Requests for access: an organisation asks on a public page, and a coordinator answers.

Of this app it may import only what stands below it, from `base` to `accounts`.
Start with operations.py.
"""
