"""Licences of the packages at run time, and the check that each goes with ours."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
PREFIX = "License :: OSI Approved"


def pinned():
    """Return {package: version} of everything that Rebond runs on."""
    text = (REQUIREMENTS / "runtime.txt").read_text()
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))


def stated(package):
    """The licence in the metadata of a package; None if it is not installed."""
    try:
        facts = metadata(package)
    except PackageNotFoundError:
        return None
    if expression := facts.get("License-Expression"):
        return expression
    classifiers = (
        line for line in facts.get_all("Classifier", []) if line.startswith("License ::")
    )
    names = [line.rpartition(" :: ")[2] for line in classifiers if line != PREFIX]
    return " AND ".join(names) or (facts.get("License") or "").partition("\n")[0]


def licences():
    """Return [(package, version, licence, whether it is allowed)]."""
    known = tomllib.loads((REQUIREMENTS / "licences.toml").read_text())
    by_hand = known["reviewed"] | known["elsewhere"]
    return [
        (package, version, licence, licence in known["allowed"] or package in by_hand)
        for package, version in sorted(pinned().items())
        for licence in [by_hand.get(package) or stated(package) or ""]
    ]


def faults():
    """Return a sentence for each package whose licence nobody allowed."""
    return [
        f"{package} {version} has the licence {licence!r}: see requirements/licences.toml"
        for package, version, licence, is_allowed in licences()
        if not is_allowed
    ]
