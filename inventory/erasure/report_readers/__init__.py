"""Readers of the reports of erasure tools, within limits of size and depth.

`files.read_report` detects the tool by the content of a file; `blancco` and `nwipe` parse their
reports. Each medium in a report is an `ErasureEntry`.
"""
