from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.operating import installation
from core.operating.env_file import read_env_file, write_env_file
from core.operating.installation import sender_of, without_password


@dataclass(frozen=True)
class Question:
    """A question of the set-up: its text, its environment variable, and its validator."""

    variable: str
    words: str
    clean: Callable
    usual: str = ""
    is_optional: bool = False

    def answer(self, text):
        """Return the valid answer: "" if the question is optional, and it is "-" or empty."""
        return "" if self.is_optional and text in ("", "-") else self.clean(text)


QUESTIONS = {
    "address": Question(
        "SITE_URL",
        gettext_lazy("Address of the site, printed on every label (https://…)"),
        installation.clean_address,
    ),
    "association": Question(
        "ASSOCIATION", gettext_lazy("Name of the association"), installation.clean_name
    ),
    "admin": Question(
        "ADMIN_EMAIL", gettext_lazy("E-mail of the administrator"), installation.clean_email
    ),
    "mail_server": Question(
        "EMAIL_URL",
        gettext_lazy("Mail server (user:password@host:port; - for none)"),
        installation.clean_mail_server,
        is_optional=True,
    ),
    "time_zone": Question(
        "TIME_ZONE", gettext_lazy("Time zone"), installation.clean_time_zone, "Europe/Paris"
    ),
    "backup_folder": Question(
        "BACKUP_FOLDER",
        gettext_lazy("Folder for backups, preferably on another disk"),
        installation.clean_backup_folder,
    ),
    "backup_copy": Question(
        "BACKUP_COPY",
        gettext_lazy("Second place of backups, in another building (folder, s3://; - for none)"),
        installation.clean_backup_copy,
        is_optional=True,
    ),
    "error_email": Question(
        "ERROR_EMAIL",
        gettext_lazy("E-mail address for reports of failures (- for none)"),
        installation.clean_email,
        is_optional=True,
    ),
}

# Variables written by `make setup`, and the password between the containers of compose.yaml.
KEYS = {
    "SECRET_KEY": lambda: token_urlsafe(48),
    "VOUCHER_KEYS": lambda: Fernet.generate_key().decode(),
    "VOUCHER_HASH_KEY": lambda: token_urlsafe(32),
    "POSTGRES_PASSWORD": lambda: token_urlsafe(24),
}


class Command(BaseCommand):
    help = "Ask the questions of an installation and write the answers to .env."
    requires_system_checks = []

    def add_arguments(self, parser):
        for name, question in QUESTIONS.items():
            flag = name.replace("_", "-")
            parser.add_argument(f"--{flag}", help=f"{question.variable}, instead of asking")
        parser.add_argument(
            "--no-input", action="store_false", dest="interactive", help="do not ask questions"
        )
        parser.add_argument("--file", type=Path, default=settings.PROJECT_DIR / ".env")
        parser.add_argument(
            "--containers", action="store_true", help="for compose.yaml: generates keys"
        )

    def handle(self, *, file, interactive, containers, **options):
        """Write all answers to the file, or nothing at all."""
        present = read_env_file(file)
        try:
            answers = {
                question.variable: self._answer(name, question, present, interactive, options[name])
                for name, question in QUESTIONS.items()
            }
            Path(answers["BACKUP_FOLDER"]).mkdir(mode=0o700, parents=True, exist_ok=True)
            keys = {name: make() for name, make in KEYS.items() if containers}
            added = {name: key for name, key in keys.items() if name not in present}
            write_env_file(file, answers | _what_follows(answers, present) | added)
        except (EOFError, OSError, ValidationError) as error:
            why = error.messages[0] if isinstance(error, ValidationError) else error
            raise CommandError(_("Nothing was written. %(why)s") % {"why": why}) from error
        message = _("Configuration saved: %(path)s. Restart the services that are already running.")
        self.stdout.write(message % {"path": file})

    def _answer(self, name, question, present, interactive, given):
        """Return the valid answer to a question: from an option, typed, or already in the file."""
        now = present.get(question.variable) or question.usual
        if given is not None:
            return question.answer(given.strip())
        if interactive:
            return self._typed(question, now)
        if not now and not question.is_optional:
            flag = {"flag": name.replace("_", "-")}
            raise ValidationError(_("An answer is missing: --%(flag)s.") % flag)
        return question.answer(now)

    def _typed(self, question, now):
        """Prompt until the answer is valid; Enter keeps the current value."""
        shown = f" [{without_password(now)}]" if now else ""
        while True:
            text = input(f"{question.words}{shown}: ").strip() or now
            try:
                return question.answer(text)
            except ValidationError as refused:
                self.stdout.write(refused.messages[0])


def _what_follows(answers, present):
    """Variables derived from these answers: hosts, sender, and the proxy that terminates HTTPS."""
    old = _host(present.get("SITE_URL", ""))
    hosts = [host for host in present.get("ALLOWED_HOSTS", "").split(",") if host and host != old]
    host = _host(answers["SITE_URL"])
    follows = {"ALLOWED_HOSTS": ",".join([*hosts, *([] if host in hosts else [host])])}
    usual = sender_of(present.get("EMAIL_URL", ""), present.get("ADMIN_EMAIL", ""))
    if present.get("DEFAULT_FROM_EMAIL", usual) == usual:  # unless another sender was chosen
        follows["DEFAULT_FROM_EMAIL"] = sender_of(answers["EMAIL_URL"], answers["ADMIN_EMAIL"])
    return follows | {"BEHIND_PROXY": present.get("BEHIND_PROXY", "1")}


def _host(address):
    return urlsplit(address).hostname or ""
