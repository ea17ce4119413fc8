"""Second verification: a sample of the erased media of a lot is verified again by somebody else.

Imports `desk/home`, `desk/figures`, `inventory/erasure` and `donations`. Start with models.py, then
operations.py. Required by R2v3 and recommended by NIST SP 800-88 Rev. 2.
"""
