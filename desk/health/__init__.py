"""How the installation is: for balancers and monitors, and for the administrator's home page.

Of this app it may import only `models` and `backups`.
Start with conditions.py; middleware.py answers `/healthz`, `/readyz` and `/metrics`.
"""
