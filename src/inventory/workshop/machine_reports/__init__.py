"""Readers of hardware reports: a module for each tool; all readers return a `Machine`."""
