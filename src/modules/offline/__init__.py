"""Work without network: installation on a phone, and our own page in place of the browser's error.

Imports the kernel. Start with shell.py, then `static/offline/worker.js`.
"""
