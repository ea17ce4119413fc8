"""Removable modules: optional features above the kernel, each in a folder that may be deleted.

A module imports the kernel and no other module; the kernel never imports a module. Start with
declaration.py; CONTRIBUTING.md explains how to write one.
"""
