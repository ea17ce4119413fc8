"""Version 1: the resources, each declared by its fields, its filters and its acts."""

from api.v1 import catalogue, results, station  # the first imports all the others

RESOURCES = [catalogue, results, station]
