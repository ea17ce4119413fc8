"""Parsers of erasure reports of third-party tools: untrusted input, within limits.

`read_report` judges a file by its bytes; `blancco` and `nwipe` know what these tools write. Each
medium that a report names is a `ErasureEntry`.
"""
