"""The outbox: every letter of ours is a row before it leaves.

An app says what its letters are in its room `letters` (`Kind`, `register`); its operations `post`
them inside their transaction. They leave after it, by a worker.
"""

from people.letter_kinds import Blank, Kind, register
from people.outbox.posting import post, post_many

__all__ = ["Blank", "Kind", "post", "post_many", "register"]
