"""State of the installation: for load balancers, monitors, and the administrator's home page.

Within this app it imports only `models` and `backups`. Start with conditions.py; middleware.py
answers `/healthz` and `/readyz`.
"""
