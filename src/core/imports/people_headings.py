"""Headings of columns that name people, in the languages of the lists we receive.

A heading in camel case or with underscores is split into words: AssignedTo, student_name.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from core.imports.columns import plain

TABLE = tomllib.loads(Path(__file__).with_name("people_headings.toml").read_text(encoding="utf-8"))
WHOLE, WORDS, PHRASES = ("|".join(TABLE[name]) for name in ("whole", "words", "phrases"))
# Words which show that a heading with one of these is about something else.
ABOUT_MORE = re.compile(
    r"(nombre|nb|nbre|count|number|total|version|type|date|day|statut|status|droits?) .*"
    r"|.* (version|count|type|status|date|group|agent version)|nombre d .*"
)
MAYBE = re.compile(rf"({WHOLE})( ?[0-9])?")
CERTAIN = re.compile(rf"(.* )?(({WORDS})s?|{PHRASES})( .*)?")
CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
LOGIN = re.compile(
    r".*\b(login|log ?on|log ?in|identifiant|username|user ?name|user|utilisateur|connexion|compte"
    r"|account|usuario|benutzer(name)?|utente|utilizador|gebruiker(snaam)?|session)\b.*"
)
HOST = re.compile(
    r".*\b(net ?bios|host ?name|host|fqdn|dns|(computer|machine|device|workstation|pc) ?name"
    r"|nom (de |du |de l )?(poste|pc|machine|ordinateur|reseau|hote|netbios)|rechnername|geratename"
    r"|nombre (del )?equipo|nome (del |do )?computer|nome (do )?computador)\b.*"
)
# Headings of codes, whose digits are not a phone number.
CODES = re.compile(
    r".*\b(serial|serie|serienummer|imei|sku|ean|code|ref|reference|inventaire|inventory|asset|tag"
    r"|patrimo\w*|uuid|id|iccid|sim|mac|ip|barcode|product|produit)\b.*"
)


def words_of(heading):
    """Split a heading into words, without case and accents: AssignedTo is “assigned to”."""
    return plain(CAMEL.sub(" ", heading).replace("_", " "))


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_people(heading):
    """Whether cells under this heading are people, or their contact data.

    “Name” may be that of a thing: its cells decide, unless the heading `is_surely_of_people`.
    """
    return bool(MAYBE.fullmatch(words_of(heading))) or is_surely_of_people(heading)


@lru_cache(maxsize=512)  # called for every cell of a column
def is_surely_of_people(heading):
    """Whether cells under this heading are people, whatever they look like."""
    words = words_of(heading)
    return bool(CERTAIN.fullmatch(words)) and not ABOUT_MORE.fullmatch(words)


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_logins(heading):
    return bool(LOGIN.fullmatch(words_of(heading)))


def is_of_hosts(heading):
    """Whether cells under this heading name machines, often after their user: PC-MOREL."""
    return bool(HOST.fullmatch(words_of(heading)))


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_codes(heading):
    return bool(CODES.fullmatch(words_of(heading)))
