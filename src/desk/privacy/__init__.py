"""Personal data: retention, anonymisation, dossiers, and access log.

Within this app it imports only `models`. Start with daily.py.
"""
