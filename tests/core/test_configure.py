"""`manage.py configure`: the questions of an installation, then a working site."""

import io
import stat
from contextlib import redirect_stdout
from unittest.mock import patch

import environ
import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from core.operating import installation
from core.operating.env_file import read_env_file, write_env_file
from tests.deployed import KEYS, manage

ANSWERS = {
    "address": "https://lending.example.org",
    "association": "Réemploi & Cie",
    "admin": "lou@example.org",
    "mail_server": "lou@example.org:p@ss:w/rd%2F@smtp.example.org:587",
    "time_zone": "America/Martinique",
}
WRITTEN = """# Ours
SECRET_KEY=one
VOUCHER_KEYS=two
export QUIET_HOURS=21:00-07:00
ALLOWED_HOSTS=localhost,127.0.0.1
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / ".env"
    path.write_text(WRITTEN)
    path.chmod(0o644)
    return path


def configure(file, **options):
    flags = ANSWERS | {"backup_folder": str(file.parent / "backups")} | options
    call_command("configure", file=file, interactive=False, **flags)
    return read_env_file(file)


def test_containers_get_keys_of_their_own_once(tmp_path):
    """compose.yaml starts from a folder in which `make setup` was not run."""
    file = tmp_path / ".env"
    first = configure(file, containers=True)
    assert {"SECRET_KEY", "VOUCHER_KEYS", "VOUCHER_HASH_KEY", "POSTGRES_PASSWORD"} <= first.keys()
    Fernet(first["VOUCHER_KEYS"])
    assert configure(file, containers=True) == first


def test_answers_are_added_to_the_existing_file(file):
    written = configure(file)
    assert written["SITE_URL"] == "https://lending.example.org"
    assert written["ALLOWED_HOSTS"] == "localhost,127.0.0.1,lending.example.org"
    assert written["ASSOCIATION"] == "Réemploi & Cie"
    assert written["DEFAULT_FROM_EMAIL"] == written["ADMIN_EMAIL"] == "lou@example.org"
    assert written["TIME_ZONE"] == "America/Martinique"
    assert written["BEHIND_PROXY"] == "1"
    assert (written["SECRET_KEY"], written["QUIET_HOURS"]) == ("one", "21:00-07:00")
    assert file.read_text().startswith("# Ours\nSECRET_KEY=one\n")
    mail = environ.Env.email_url_config(written["EMAIL_URL"])
    assert mail["EMAIL_HOST_USER"] == "lou@example.org"
    assert mail["EMAIL_HOST_PASSWORD"] == "p@ss:w/rd%2F"
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("smtp.example.org", 587)
    assert mail["EMAIL_USE_TLS"]
    folder = file.parent / "backups"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, folder)] == [0o600, 0o700]


def test_run_again_it_keeps_values_and_changes_those_answered(file):
    configure(file)
    before = read_env_file(file)
    call_command("configure", file=file, interactive=False)
    assert read_env_file(file) == before
    call_command("configure", file=file, interactive=False, address="new.example.org")
    after = read_env_file(file)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"SITE_URL", "ALLOWED_HOSTS"}
    assert after["ALLOWED_HOSTS"] == "localhost,127.0.0.1,new.example.org"


def typed(file, *lines):
    """Run the command with these typed lines; return its output."""
    waiting, shown = iter(lines), io.StringIO()

    def answer(prompt):
        shown.write(prompt)
        return next(waiting)

    with patch("builtins.input", answer), redirect_stdout(shown):
        call_command("configure", file=file)
    assert next(waiting, None) is None
    return shown.getvalue()


def test_a_bad_answer_is_explained_and_the_question_repeated(file, english):
    folder = str(file.parent / "backups")
    shown = typed(
        file, "http://localhost", "lending.example.org", "", "Rebond", "lou", "lou@example.org",
        "lou:secret@smtp.example.org", "Mars", "", "backups", folder,
        str(file.parent / "away"), "", "-",
    )  # fmt: skip
    assert "begin with https://" in shown
    assert "Enter the name in ordinary characters." in shown
    assert "Enter an e-mail address such as" in shown
    assert "Enter a time zone such as Europe/Paris or" in shown
    assert "Enter the full path of a folder, such as /srv/backups." in shown
    assert read_env_file(file)["TIME_ZONE"] == "Europe/Paris"
    again = typed(file, *[""] * 8)
    assert "[https://lending.example.org]" in again
    assert "secret" not in again


@pytest.mark.parametrize(
    ("clean", "text"),
    [
        ("address", "https://"),
        ("address", "http://lending.example.org"),
        ("address", "https://127.0.0.1"),
        ("address", "https://[::1]"),
        ("address", "https://a.localhost:8000"),
        ("address", "https://lending.example.org/rebond"),
        ("address", "https://lou:secret@lending.example.org"),
        ("address", "https://lending.example.org:99999"),
        ("address", "https://lending.example.org:0"),
        ("address", "https://lending..example.org"),
        ("address", "https://127.1"),
        ("address", "https://2130706433"),
        ("name", ""),
        ("name", "$SECRET_KEY"),
        ("name", "Re\x00bond"),
        ("name", "x" * 81),
        ("email", "lou@"),
        ("email", "$SECRET_KEY@example.org"),
        ("mail_server", "lou@smtp.example.org"),
        ("mail_server", "smtp.example.org:smtp"),
        ("mail_server", "smtp.example.org:99999"),
        ("mail_server", "http://smtp.example.org"),
        ("time_zone", "../../etc/passwd"),
        ("backup_folder", "backups"),
        ("backup_folder", "/dev/null/backups"),
        ("backup_copy", "s3://host/bucket"),
        ("backup_copy", "/srv/absent"),
    ],
)
def test_an_unusable_answer_is_refused(clean, text):
    with pytest.raises(ValidationError):
        getattr(installation, f"clean_{clean}")(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("smtp.example.org", "smtp+tls://smtp.example.org:587"),
        ("u:p@smtp.example.org:465", "smtp+ssl://u:p@smtp.example.org:465"),
        ("localhost", "smtp://localhost:25"),
        ("smtp+tls://u:p%40q@smtp.example.org", "smtp+tls://u:p%40q@smtp.example.org:587"),
    ],
)
def test_a_mail_server_is_written_as_a_url(text, url):
    assert installation.clean_mail_server(text) == url
    assert installation.clean_mail_server(url) == url


def test_mails_failures_and_a_second_place_may_be_left_out_or_named(file):
    left_out = {"EMAIL_URL": "", "BACKUP_COPY": "", "ERROR_EMAIL": ""}
    written = configure(file, mail_server="")
    assert left_out.items() <= written.items()
    named = {"backup_copy": "s3://key:secret@host/bucket", "error_email": "ops@example.org"}
    written = configure(file, **named)
    assert (written["BACKUP_COPY"], written["ERROR_EMAIL"]) == tuple(named.values())
    written = configure(file, mail_server="-", backup_copy="-", error_email="")
    assert left_out.items() <= written.items()


def test_backups_may_not_be_inside_the_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(ValidationError):
        installation.clean_backup_folder(str(tmp_path / "backups"))


def test_without_an_answer_nothing_is_written(file, english):
    with pytest.raises(CommandError, match="--association"):
        configure(file, association=None)
    with pytest.raises(CommandError, match="https://"):
        configure(file, address="http://lending.example.org")
    assert file.read_text() == WRITTEN


def test_any_value_is_read_back_as_written(tmp_path):
    values = {
        "A": "l'“été” # à 5 $",
        "B": '"quoted"',
        "C": r"back\slash \n \"",
        "D": "'single'",
        "E": "",
    }
    write_env_file(tmp_path / ".env", values)
    assert read_env_file(tmp_path / ".env") == values


def test_a_full_disk_leaves_the_file_unchanged(file):
    with patch("os.fsync", side_effect=OSError(28, "full")), pytest.raises(CommandError):
        configure(file)
    assert file.read_text() == WRITTEN
    assert [path.name for path in file.parent.iterdir() if path.name != "backups"] == [".env"]


@pytest.mark.audit
def test_the_documented_steps_give_a_usable_site(file, tmp_path):
    """With the answers as its environment, a site passes the checks and sends the invitation."""
    database = tmp_path / "rebond.db"
    written = configure(file) | {
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(tmp_path / "documents"),
    }
    env = KEYS | {name: value for name, value in written.items() if name not in KEYS}
    env |= {name: written[name] for name in ("SITE_URL", "ALLOWED_HOSTS")}
    code, output = manage("migrate", "--verbosity", "0", **env)
    assert code == 0, output
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    code, output = manage("first_admin", **env)
    assert "lou@example.org" in output
    assert "https://lending.example.org/invitation/" in output
    manage("tick", **env)
    manage("db_worker", "--batch", **env)
    manage("backup", **env)
    code, output = manage("check", "--deploy", "--database", "default", **env)
    assert code == 0, output


@pytest.mark.django_db
def test_a_backup_goes_to_the_folder_of_the_settings_if_it_is_there(settings, tmp_path, english):
    settings.BACKUP_FOLDER = str(tmp_path / "a disk that is absent")
    with pytest.raises(CommandError, match="The folder"):
        call_command("backup")
    settings.BACKUP_FOLDER = str(tmp_path)
    full = patch("desk.management.commands.backup.back_up", side_effect=OSError(28, "full"))
    with full as made, pytest.raises(CommandError, match="full"):
        call_command("backup")
    assert made.call_args[0][0].parent == tmp_path
