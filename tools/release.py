"""`make release-check` and `make release`: what a release needs, and its files in var/release/.

The checks print one line for each thing that is missing, and end with an error if there is any.
"""

import csv
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import licences, project

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "release"
VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)
FINAL = re.compile(r"\d+\.\d+\.\d+")
COMMANDS = {  # what runs by itself: its name, and the words
    "lint": ["make", "lint"],
    "the handbook": ["make", "docs"],
    "known vulnerabilities": [
        *(".venv/bin/pip-audit", "--requirement", "requirements/runtime.txt"),
        *("--disable-pip", "--require-hashes"),
    ],
}


def version():
    return VERSION.search((ROOT / "src/core/__init__.py").read_text())[1]


def faults():
    """Return a sentence for each thing that a release lacks, apart from `COMMANDS`."""
    return [
        *_faults_of_addresses(),
        *_faults_of_notes(version(), (ROOT / "CHANGELOG.md").read_text()),
        *licences.faults(),
        *container_faults((ROOT / "Containerfile").read_text()),
        *_faults_of_the_tree(),
    ]


def _faults_of_addresses():
    addresses = project.read()
    yield from (f"project.toml: {name} is empty" for name in project.missing(addresses))
    for name, text in project.written(addresses).items():
        if (ROOT / name).read_text() != text:
            yield f"{name} has other addresses: make project"


def _faults_of_notes(number, changelog):
    if not FINAL.fullmatch(number):
        yield f"The version {number} is not of the form 1.2.3"
    if not re.search(rf"^## {re.escape(number)}, \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE):
        yield f"CHANGELOG.md has no part “{number}, YEAR-MONTH-DAY”"
    if re.search(r"^## Unreleased$", changelog, re.MULTILINE):
        yield "CHANGELOG.md still has a part “Unreleased”"
    for folder, words in {"docs": "In preparation", "docs/fr": "En préparation"}.items():
        notes = ROOT / folder / "releases" / f"{number}.md"
        if not notes.exists():
            yield f"There are no notes: {notes.relative_to(ROOT)}"
        elif words in notes.read_text():
            yield f"{notes.relative_to(ROOT)} still says “{words}”"


def container_faults(text):
    """Rules of the container file: named bases, no root at the end, packages by hash."""
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    yield from (
        f"Containerfile: {base} has no version"
        for base in bases
        if ":" not in base or base.endswith(":latest")
    )
    users = re.findall(r"^USER (\S+)", text, re.MULTILINE)
    if not users or users[-1] in {"root", "0"}:
        yield "Containerfile: the image runs as root"
    if "--require-hashes" not in text:
        yield "Containerfile: packages are installed without their hashes"
    if "HEALTHCHECK" not in text:
        yield "Containerfile: the image has no health check"
    for source in re.findall(r"^COPY (?!--from)(\S+) ", text, re.MULTILINE):
        if not (ROOT / source).exists():
            yield f"Containerfile: {source} does not exist"


def _faults_of_the_tree():
    if _git("status", "--porcelain"):
        yield "Files were changed and not committed"


def _git(*words):
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def check():
    """Print what is missing; return 1 if anything is."""
    found = faults()
    for name, words in COMMANDS.items():
        sys.stdout.write(f"{name}…\n")
        sys.stdout.flush()
        if subprocess.run(words, cwd=ROOT, check=False).returncode:  # noqa: S603
            found.append(f"{' '.join(words)} fails")
    for fault in found:
        sys.stdout.write(f"- {fault}\n")
    done = f"Rebond {version()} can be released." if not found else f"{len(found)} to do."
    sys.stdout.write(f"{done}\n")
    return int(bool(found))


def build():
    """Write the files of a release, and their checksums."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    name = f"rebond-{version()}"
    _git("archive", f"--prefix={name}/", f"--output={PLACE / name}.tar.gz", "HEAD")
    components = PLACE / f"{name}.cdx.json"
    _run(".venv/bin/cyclonedx-py", "requirements", "requirements/runtime.txt", "-o", components)
    with (PLACE / "licences.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["package", "version", "licence"])
        rows.writerows(row[:3] for row in licences.licences())
    _run("make", "docs")
    _run("tar", "--create", "--gzip", "--file", PLACE / "handbook.tar.gz", "-C", "var", "handbook")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(PLACE.iterdir())
    ]
    (PLACE / "SHA256SUMS").write_text("".join(sums))
    sys.stdout.write("".join(sums))
    return 0


def _run(*words):
    subprocess.run(words, cwd=ROOT, check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(build() if "build" in sys.argv else check())
