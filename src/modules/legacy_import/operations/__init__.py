"""Import an earlier register, and undo the import."""
