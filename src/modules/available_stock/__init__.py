"""Total need of a site, and the stock available by a day.

Imports `core`, `catalogue`, `donations`, `inventory` and `loans`. Start with demand.py (adds up
open requests) and availability.py (counts devices).
"""
