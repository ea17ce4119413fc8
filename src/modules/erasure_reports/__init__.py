"""Erasure reports: readers of the files of nwipe, Blancco, Certus and KillDisk.

Any DTD is refused, trees are bounded (trees.py), and a PDF is read in a separate, limited process
without Django (pdf_text.py). Imports `inventory/erasure`. Start with module.py, then nwipe.py.
"""
