"""Password validators: length required by the account's second factor, and common passwords.

A password has at least 15 characters, or 12 with a second factor. Repetitions, names related to the
account, and common French and English words, including terms of our trade, are removed before the
rest is judged; a single word, with digits or signs around it, is too short. Wrong passwords lock an
account only for the network that they come from (/24, /64). The owner can sign in elsewhere, and is
notified by mail from the fifth in an hour. The session records that it began with a shorter
password, and requires a new one if the second factor is removed.
"""

import re
from functools import cache
from pathlib import Path

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.folding import folded
from core.models import Identity
from people.models import Site

MIN_LENGTH_ALONE, MIN_LENGTH_WITH_SECOND_FACTOR = 15, 12  # minimum number of characters
MIN_DISTINCT_CHARACTERS = 5  # minimum number of distinct characters
MIN_LETTERS_LEFT = 5  # minimum number of letters left after names and common words are removed
MAX_COMMON_WORDS = 2  # maximum number of common words; three or more cannot be guessed
SHORTEST_WORD = 3
# a single word, with digits or signs around it
ONE_WORD = re.compile(r"[\W\d_]*([^\W\d_]+)[\W\d_]*")
REPEATED = re.compile(r"(.{1,8}?)\1+.{0,3}")
FOR_LETTERS = str.maketrans("0134578@$!", "oieastbasi")


def is_guarded(user):
    """Whether the account has, or must have, a second factor."""
    return bool(user and user.pk) and (user.needs_second_factor or is_mfa_enabled(user))


def min_length(user):
    """Minimum number of characters of a password of this user."""
    return MIN_LENGTH_WITH_SECOND_FACTOR if is_guarded(user) else MIN_LENGTH_ALONE


class LengthValidator:
    """Require 15 characters, or 12 for an account that has, or must have, a second factor."""

    def validate(self, password, user=None):
        least = min_length(user)
        if len(password) < least:
            words = _("At least %(n)s characters: add a word.") % {"n": least}
            raise ValidationError(words, code="password_too_short")

    def get_help_text(self):
        params = {"alone": MIN_LENGTH_ALONE, "guarded": MIN_LENGTH_WITH_SECOND_FACTOR}
        return (
            _("At least %(alone)s characters, or %(guarded)s for an account with two-step sign-in.")
            % params
        )


class GuessValidator:
    """Reject repetitions, single words, and passwords close to known names or common words."""

    def validate(self, password, user=None):
        text = _folded(password)
        if len(set(text)) < MIN_DISTINCT_CHARACTERS or REPEATED.fullmatch(text):
            raise ValidationError(
                _("This password repeats the same thing: it is easy to guess."),
                code="password_repeated",
            )
        word = ONE_WORD.fullmatch(password)
        if word and len(word[1]) < MIN_LENGTH_ALONE:
            raise ValidationError(
                _(
                    "A single word is easy to guess, even with digits or symbols "
                    "around it. Choose three or four unrelated words."
                ),
                code="password_one_word",
            )
        names = _names_around(user)
        if any(
            _holds_little_else(variant, names) for variant in (text, text.translate(FOR_LETTERS))
        ):
            raise ValidationError(
                _(
                    "This password is easy to guess: it contains little more than your name, ours,"
                    " or words that many people use. Choose three or four unrelated words."
                ),
                code="password_too_common",
            )

    def get_help_text(self):
        return _("Avoid your name, our name, common passwords, and a single word with digits.")


def _folded(text):
    """Return the text in lower case, without accents, spaces and most punctuation."""
    return re.sub(r"[^a-z0-9@$!]", "", folded(text))


def _holds_little_else(text, names):
    common_words, left = 0, text
    for word in sorted({*names, *_common_words()}, key=len, reverse=True):
        if word in left:
            common_words += word not in names
            left = left.replace(word, " ")
    return common_words <= MAX_COMMON_WORDS and len(re.sub(r"[^a-z]", "", left)) < MIN_LETTERS_LEFT


def _names_around(user):
    """Words in the names of a user, their address, their organisation, our association and its
    sites.
    """
    names = [Identity.cached().name, "rebond", *Site.objects.values_list("name", flat=True)]
    if user:
        names += [user.name, user.email, user.organisation.name if user.organisation_id else ""]
    words = {_folded(word) for name in names for word in re.split(r"\W+", name)}
    return {word for word in words if len(word) >= SHORTEST_WORD}


@cache
def _common_words():
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(_folded(line) for line in text.splitlines() if line)
