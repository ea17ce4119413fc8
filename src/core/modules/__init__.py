"""Optional features: what they contain, and whether they are switched on.

A feature is declared in its `module.py`, in a package of the kernel or, if it is removable, in
`modules/`. Imports `core.models` and `core.workflow`. Start with registry.py, then panels.py.
"""
