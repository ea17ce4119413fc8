"""Version 1: resources, each declared by its fields, filters and actions."""

from api.v1 import catalogue, results, station, stock  # the first imports the others

RESOURCES = [catalogue, results, station, stock]
