"""Issue, sign, verify and print agreements and amendments; edit their texts.

Within this app it imports only the packages from `base` to `handovers`. Start with
operations/agreements.py.
"""
