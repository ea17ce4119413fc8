"""Readers of the reports that machines write of themselves: one for each tool, one `Machine`."""
