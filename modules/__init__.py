"""Removable modules: optional features above the kernel, each in one folder that may be deleted.

A module imports the kernel and no other module; the kernel imports none. Start with declaration.py;
CONTRIBUTING.md explains how to write one.
"""
