"""Soak test: an invented organisation lives a year, over HTTP, on a moving clock (`make year`).

Real processes serve it (gunicorn, worker, timer), with libfaketime for their clock. The users are
driven from here, which imports nothing of the product: pages are read as a browser reads them, and
books are checked with raw SQL. Each run is repeatable up to the timing of the processes: its dice
have a fixed seed.
"""
