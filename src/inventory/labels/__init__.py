"""Labels: formats, printers, layout, calibration and the PDF of sheets or rolls.

Within this app it imports only the packages from `devices` to `device_pages`. Start with design.py
for the layout, sheets.py for the PDF.
"""
