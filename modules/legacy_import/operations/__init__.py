"""Import of an earlier register, and its undoing."""
