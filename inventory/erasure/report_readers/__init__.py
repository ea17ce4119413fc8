"""Readers of the reports that erasing tools write, within bounds of size and depth.

`files.read_report` detects the tool by the content of a file; `blancco` and `nwipe` parse what
these tools write. Each medium that a report names is an `ErasureEntry`.
"""
