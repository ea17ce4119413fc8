"""Help on each page, a printed page for each role, and a practice walk.

Texts are Markdown: `help/<language>/<topic>.md` at the root of the repository.

Imports no other package of this app. Start with topics.py.
"""
