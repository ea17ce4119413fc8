"""The names and sentences of `words.toml`, as attributes."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

words = SimpleNamespace(**tomllib.loads(Path(__file__).with_suffix(".toml").read_text()))
# The places of a site, as `words.places` has them.
ARRIVALS, LAPTOPS, _MORE, PHONES, SCREENS, BENCH, APART, _LEAVING = range(8)
