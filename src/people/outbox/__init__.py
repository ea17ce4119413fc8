"""Outbox: each letter is a row before it is sent, by e-mail or SMS.

An app declares its letters in its modules `letters` (`Kind`, `register`); its operations `post`
them inside their transaction. A worker sends them afterwards.

Within this app it imports only `base`. Start with letter_kinds.py, then posting.py and jobs.py.
"""
