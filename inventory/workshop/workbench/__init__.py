"""Parts of the bench page of one device; apps above add theirs in `panels`."""
