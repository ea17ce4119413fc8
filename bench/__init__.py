"""Performance benchmarks in one process: `manage.py bench`.

Imports any app but `config`.
Start with measures.py.
"""
