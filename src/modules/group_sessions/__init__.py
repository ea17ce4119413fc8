"""Group sessions: several people receive their device, or follow a workshop, at the same time.

Each participant of a hand-over has a prepared loan of the kernel, whose operations reserve, explain
and sign. Imports `loans`, `people` and `desk`. Start with models.py, then operations.py.
"""
