"""Signatures at the door without network: deliveries and returns at home, prepared on a phone.

Imports the kernel. Papers wait on the phone in the queue of “Work without network”, whose pages it
extends. Start with operations.py, then `static/doorstep/door.js`.
"""
