"""Reports: the figures of a scope together, on a page, on paper, in a sheet."""
