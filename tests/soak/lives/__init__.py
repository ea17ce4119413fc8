"""Working days of each role."""
