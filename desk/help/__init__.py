"""Help at the head of each page, one page for each role on paper, and a walk to practise.

Texts are Markdown: `help/<language>/<topic>.md` at the root of the repository.

Imports no other package of this app.
Start with topics.py.
"""
