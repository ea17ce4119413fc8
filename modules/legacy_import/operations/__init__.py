"""Taking an earlier register over, and undoing it."""
