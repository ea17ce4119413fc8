"""Set-up of labels: sheets and rolls of any size, and the calibration of printers.

Imports `inventory.labels`. Start with forms.py, then calibration.py.
"""
