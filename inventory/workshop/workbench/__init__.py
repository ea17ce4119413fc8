"""Parts of the page of one device on the bench; apps above add theirs by `panels`."""
