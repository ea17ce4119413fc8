"""The workbench.

Checklists and their answers, specifications, reports of machines, and when a device is ready.

Within this app it imports only the packages from `devices` to `exits`. Start with
operations/bench.py: finish; the parts of the page of one device are in workbench/.
"""
