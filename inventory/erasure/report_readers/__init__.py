"""Readers of the reports of erasure tools, within limits of size and depth.

`files.read_report` detects the form of a file by its content and calls its `READERS`, which modules
add. Each medium in a report is an `ErasureEntry`.
"""
