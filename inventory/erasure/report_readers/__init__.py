"""Readers for reports of erasure tools, within limits of size and depth.

`files.read_report` detects the type of a file from its content and calls the `READERS` for the
type, which modules add. Each medium in a report is an `ErasureEntry`.
"""
