"""The queue of the workshop and its figures."""
