"""Figures: each is a number, what it means in plain words, and the rows that it counts."""
