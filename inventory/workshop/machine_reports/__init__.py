"""Readers of hardware reports: a module for each tool; all return a `Machine`."""
