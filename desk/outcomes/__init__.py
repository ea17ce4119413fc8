"""Outcomes of a donor's devices: page, paper, and expiring public link."""
