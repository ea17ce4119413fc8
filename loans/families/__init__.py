"""Several families asked for together: a table, or a sheet that fills it in."""
