"""Who is served with what: what lines need, what stock there is for them, whose turn it is."""
