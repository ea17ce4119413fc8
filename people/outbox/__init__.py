"""Outbox: each letter is a row before it is sent, by e-mail or SMS.

An app says what its letters are in its modules `letters` (`Kind`, `register`); its operations
`post` them inside their transaction. A worker sends them after it.

Of this app it may import only `base`.
Start with letter_kinds.py, then posting.py and jobs.py.
"""
