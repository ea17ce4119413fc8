"""What became of a donor's devices: on a page, on paper, and behind an address that ends."""
