"""Performance benchmarks in one process: `manage.py bench`, see `measures`."""
