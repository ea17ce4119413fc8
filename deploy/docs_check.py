"""`make docs-check`: run every command line of README.md and docs/operations.md.

They run in order, in a copy of this checkout, on separate databases. Commands that need more than
this machine are listed in `ELSEWHERE`, with the place where they are tested.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
COMMAND = r"(?:[A-Z_]+=\S+ )*(?:make|(?:\.venv/bin/python )?manage\.py|\.venv/bin/gunicorn)\b.*"
OTHERS = r"(?:docker|systemctl|git|cp) .*"
ELSEWHERE = {
    r"(PORT=8080 |DEMO=0 |FRESH=1 )?make run": ".ci/bare, as `make run PORT=…`",
    r"make test": ".ci/run and .ci/bare",
    r"(BACKUP_OPTIONS=\S+ )?make (upgrade|deploy-check)": "tests/test_upgrade.py, deploy/check",
    r".*forget_again .*": "tests/desk/backups/test_places.py",
    r"make help|manage\.py|manage\.py check": "a list, and a word",
    r"docker |systemctl |cp deploy/systemd|git ": "where there is an engine, or systemd",
    r".*gunicorn|.*(db_worker|timer)$": "deploy/check, which starts and stops them",
    r"manage\.py reset_second_factor .*": "tests/people/accounts/test_pages_second_factor.py",
    r".*sendtestemail .*": "where there is a mail server",
    r".*import_list .*": "tests of modules",
}
ANSWERS = ["lending.example.org", "Rebond", "lou@example.org", "smtp.example.org", "Europe/Paris"]
# Events that a site in use has before these commands.
BEFORE = {
    "--deploy": [
        [".venv/bin/python", "manage.py", "tick"],
        [".venv/bin/python", "manage.py", "db_worker", "--batch"],
        [".venv/bin/python", "manage.py", "backup"],
    ],
}


def commands_of(text):
    """Command lines of a Markdown text: in code blocks, and inline code."""
    for block, inline in re.findall(r"```\n(.*?)```|`([^`\n]+(?:\n[^`\n]+)?)`", text, re.DOTALL):
        for line in block.splitlines() if block else [inline.replace("\n", " ")]:
            words = line.partition("  #")[0].partition(" # ")[0].strip()
            if re.fullmatch(f"{COMMAND}|{OTHERS}", words):
                yield words


def is_run_elsewhere(words):
    return any(re.match(pattern, words) for pattern in ELSEWHERE if is_whole(pattern, words))


def is_whole(pattern, words):
    """Whether a pattern is complete; a trailing space or group marks the beginning of a command."""
    is_beginning = pattern.endswith((" ", "places)"))
    return is_beginning or re.fullmatch(pattern, words)


def run(words, folder, env, **options):
    done = subprocess.run(  # noqa: S603
        words, cwd=folder, env=env, capture_output=True, text=True, check=False, **options
    )
    if done.returncode:
        sys.exit(f"{words}\n{done.stdout}{done.stderr}")
    return done.stdout


def filled(words, folder):
    """The command with its placeholders replaced by files of this machine."""
    archives = sorted((folder / "backups").glob("*.zip"))
    for mark, value in {
        "/tmp/": f"{folder}/",  # noqa: S108
        "ARCHIVE": archives[-1] if archives else "",
        "export_all FILE": f"export_all {folder / 'export.zip'}",
        "--journal …": f"--journal {folder / 'var/documents/forgotten.jsonl'}",
    }.items():
        words = words.replace(mark, str(value))
    return re.sub(r"^((?:[A-Z_]+=\S+ )*)manage\.py", r"\1.venv/bin/python manage.py", words)


def check(name, folder, env):
    number = ""  # of the donation that the last command printed
    for words in commands_of((ROOT / name).read_text()):
        if is_run_elsewhere(words):
            continue
        sys.stdout.write(f"  {name}: {words}\n")
        sys.stdout.flush()
        for earlier in next((v for k, v in BEFORE.items() if k in words), []):
            run(earlier, folder, env)
        if words.endswith("--check") or "restore" not in words or "DATABASE_URL" in words:
            place = env
        else:  # into a new site, as the text says
            target = folder / "restored"
            target.mkdir(exist_ok=True)
            place = env | {
                "DATABASE_URL": f"sqlite:///{target}/rebond.db",
                "MEDIA_ROOT": f"{target}/documents",
            }
        answers = "\n".join([*ANSWERS, f"{folder}/backups", "", "", ""])
        typed = answers if words.endswith("configure") else None
        command = filled(words, folder).replace("D26-XXXX", number)
        output = run(["bash", "-c", command], folder, place, input=typed)
        number = "".join(re.findall(r"\bD\d\d-\d{4,}\b", output)[:1]) or number


def main():
    """Check both documents: the README on the demo, the other on a site set up as it says."""
    with TemporaryDirectory() as box:
        folder = Path(box) / "rebond"
        folder.mkdir()
        listed = run(["git", "ls-files"], ROOT, os.environ)
        tree = ["--file", f"{box}/tree"]
        run(["tar", "--create", *tree, "--files-from", "-"], ROOT, None, input=listed)
        run(["tar", "--extract", *tree], folder, None)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        run(["make", "setup"], folder, os.environ)
        demo = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{box}/demo.db"}
        for words in ("migrate", "load_reference", "demo"):
            run([".venv/bin/python", "manage.py", words], folder, demo)
        check("README.md", folder, demo)
        check("docs/operations.md", folder, {**os.environ, "SECURE": "1"})


if __name__ == "__main__":
    main()
