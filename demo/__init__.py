"""An invented association, with its past and its present, for trying Rebond: start at `make`."""
