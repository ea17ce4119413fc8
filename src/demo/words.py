"""Names and sentences of `words.toml`, as attributes, and the pictures beside the file."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).parent
words = SimpleNamespace(**tomllib.loads((FOLDER / "words.toml").read_text()))
# Indexes of the places of a site, in the order of `words.places`.
ARRIVALS, LAPTOPS, _MORE, PHONES, SCREENS, BENCH, APART, _EXITING = range(8)


def picture(name):
    return (FOLDER / "pictures" / name).read_bytes()
