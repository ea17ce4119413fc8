"""The workbench: checklists, specifications, hardware reports, and readiness of a device.

Within this app it imports only the packages from `devices` to `exits`. Start with
operations/bench.py: finish; the parts of the page of one device are in workbench/.
"""
