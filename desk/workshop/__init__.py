"""The workshop between what came in and what is asked for: the queue, and its figures."""
