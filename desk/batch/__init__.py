"""Batch mode: an act is chosen once, then one scans and scans."""
