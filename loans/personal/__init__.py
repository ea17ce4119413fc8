"""The page of a person behind their personal link: what is lent, times to come, what they may ask.

Of this app it imports `base`, `appointments`, `allocation` and `aftercare`.
Start with contents.py; operations.py sends the link again, which is made in
`people/recipients/personal_link.py`.
"""
