"""The pages of personal data: who is erased, what is read through, kept apart, opened, declared."""
