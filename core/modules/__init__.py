"""Optional features: their contents, which are on, and the page that switches them.

A feature declares itself in its `module.py`: one of the kernel in its package, a removable one in
`modules/`. Imports `core.models` and `core.workflow`. Start with registry.py, then panels.py.
"""
