"""What erasing tools write: files that come in, believed only once read, within bounds.

`read_report` judges a file by its bytes; `blancco` and `nwipe` know what these tools write. Each
medium that a report names is a `ErasureEntry`.
"""
