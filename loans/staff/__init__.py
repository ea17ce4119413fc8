"""Equipment for many members of staff at once: a list comes in, and is dealt what stands ready."""
