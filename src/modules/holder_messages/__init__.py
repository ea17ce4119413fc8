"""Messages that inform holders of devices: chosen by device and place, and never a recall.

Imports `loans`, `inventory`, `catalogue` and `people`, mainly its outbox. Start with models.py,
then holders.py (the people who receive a message, and the reasons to leave others out).
"""
