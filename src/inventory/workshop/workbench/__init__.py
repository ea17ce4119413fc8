"""Parts of the bench page of one device; higher-level apps add theirs through `panels`."""
