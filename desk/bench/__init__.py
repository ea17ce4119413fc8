"""How fast Rebond is at scale, measured in one process."""
