"""`make project`: write the addresses of project.toml into README, SECURITY.md and security.txt.

A document has its part between two comments, `<!-- project -->` and `<!-- /project -->`. Nothing
is invented: an empty value becomes a sentence that says so.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "project.toml"
SECURITY_TXT = "deploy/security.txt"
PART = re.compile(r"(<!-- project -->\n).*?(<!-- /project -->)", re.DOTALL)
WIDTH = 120


def read():
    return tomllib.loads(FILE.read_text())


def missing(project):
    """Return the names of the empty values."""
    return [name for name, value in project.items() if not value]


def readme_part(project):
    if missing(project):
        return (
            "*The project has no public address and no mailbox yet. They will be here, from"
            " `project.toml`, before the first release.*"
        )
    return (
        f"Source code: <{project['repository']}>. Questions and faults: <{project['questions']}>."
        f" Maintainers: <{project['contact']}>.\n\n```\ngit clone {project['clone']}\n```"
    )


def french_readme_part(project):
    if missing(project):
        return (
            "*Le projet n’a pas encore d’adresse publique ni de boîte de contact. Elles seront"
            " ici, d’après `project.toml`, avant la première version.*"
        )
    return (
        f"Code source : <{project['repository']}>. Questions et défauts : <{project['questions']}>."
        f" Responsables : <{project['contact']}>.\n\n```\ngit clone {project['clone']}\n```"
    )


def security_part(project):
    if missing(project):
        return (
            "- **There is no mailbox yet.** Until there is one, use “Report a vulnerability” under"
            " *Security* of the repository\n  where you found this file, if it offers it. Do not"
            " use Rebond with data of real people before the first release."
        )
    return (
        f"- **Report it in private**, to <{project['contact']}>. Please publish nothing before a"
        " release fixes it."
    )


def security_txt(project):
    """The file of RFC 9116, which a proxy serves at /.well-known/security.txt."""
    if missing(project):
        return "# Not valid yet: project.toml has no contact.\n"
    return (
        f"Contact: mailto:{project['contact']}\n"
        f"Expires: {project['security_until']}T00:00:00Z\n"
        "Preferred-Languages: fr, en\n"
        f"Policy: {project['repository']}/blob/main/SECURITY.md\n"
    )


PARTS = {
    "README.md": readme_part,
    "README.fr.md": french_readme_part,
    "SECURITY.md": security_part,
}


def written(project):
    """Return {file: its text with the addresses}."""
    texts = {SECURITY_TXT: security_txt(project)}
    for name, part in PARTS.items():
        before = (ROOT / name).read_text()
        text, count = PART.subn(rf"\g<1>{_escaped(part(project))}\n\g<2>", before)
        if count != 1:
            raise SystemExit(f"{name} has no part for the project.")
        texts[name] = text
    return texts


def _escaped(text):
    return text.replace("\\", r"\\")


def main():
    for name, text in written(read()).items():
        (ROOT / name).write_text(text)
    sys.stdout.write("README.md, README.fr.md, SECURITY.md and deploy/security.txt are current.\n")


if __name__ == "__main__":
    main()
