"""The workbench.

Checklists and their answers, specifications, reports of machines, and when a device is ready.

Of this app it may import only what stands below it, from `devices` to `exits`.
Start with operations/bench.py: finish; the parts of the page of one device are in workbench/.
"""
