"""Machine files: readers of the output of lshw, hwinfo and dmidecode, beside our rebond-bench.

Imports `inventory/workshop/machine_reports`. Start with module.py, then lshw.py.
"""
