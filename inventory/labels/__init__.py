"""Labels: formats, printers, layout, calibration and the PDF of their sheets or rolls.

Of this app it may import only what stands below it, from `devices` to `device_pages`.
Start with design.py for what stands where, sheets.py for the PDF.
"""
