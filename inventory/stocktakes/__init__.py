"""Stocktakes: counting a place or a site by scanning, and resolving what differs.

Within this app it imports only the packages from `devices` to `labels`. Start with models.py, then
operations/.
"""
