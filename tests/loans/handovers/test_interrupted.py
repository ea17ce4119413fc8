"""An interrupted hand-over ends as a single loan, or as if it had not begun."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from core.models import Document, Event, Submission
from loans.base.lifecycle.loans import AgreementStatus
from people.models import Message
from tests.loans.conftest import drawing

pytestmark = pytest.mark.engine


def sign(visitor, agreement, form, **headers):
    return visitor.post(reverse("agreement_sign", args=[agreement.pk]), form, headers=headers)


@pytest.fixture
def form():
    return {"submission": uuid4(), "signature": drawing()}


def test_a_form_sent_twice_signs_once_and_a_script_gets_the_redirect_or_the_errors_as_json(
    issued, sign_in, counter, form
):
    """Another tablet that shows the agreement is also redirected to the loan."""
    visitor, data = sign_in(counter), {"X-Sent-By-Script": "1"}
    there = reverse("loan_signed", args=[issued.loan_id])
    empty = sign(visitor, issued, form | {"signature": ""}, **data)
    assert (empty.status_code, len(empty.json()["errors"])) == (422, 1)
    scripted = [sign(visitor, issued, form, **data).json() for _time in range(2)]
    assert scripted == [{"go": there}, {"go": there}]
    assert sign(visitor, issued, form).url == there
    assert Submission.objects.count() == 1
    stale = sign(sign_in(counter), issued, {"submission": uuid4(), "signature": drawing()})
    assert stale.url == there
    assert Event.objects.filter(kind="loan.signed").count() == 1
    assert issued.loan.agreements.filter(status=AgreementStatus.SIGNED).count() == 1


def test_a_failure_after_storing_the_file_rolls_back(issued, sign_in, counter, form, monkeypatch):
    def die(*_args, **_keywords):
        raise RuntimeError("the power went")

    before = Document.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr("loans.agreements.operations.agreements.hand_over", die)
        with pytest.raises(RuntimeError):
            sign(sign_in(counter), issued, form)
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED
    assert (Document.objects.count(), Submission.objects.count()) == (before, 0)
    assert not issued.signatures.exists()
    assert not Message.objects.exists()

    sign(sign_in(counter), issued, form)
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.SIGNED


KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from django.utils import timezone
    from loans.models import Agreement
    from loans.agreements.operations import agreements
    from people.models import User

    def die(*_args, **_keywords):
        print("stored", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    agreements.hand_over = die
    agreement = Agreement.objects.get(pk=int(sys.argv[1]))
    by = User.objects.get(pk=int(sys.argv[2]))
    agreements.sign_on_screen(
        agreement, by=by, pdf=b"%PDF-killed", signed_at=timezone.now(), drawings=[b"ink"]
    )
"""


@pytest.fixture
def elsewhere(migrated_db, tmp_path):
    """Factory for the environment in which another process opens this database, or a copy."""

    def open_to_others():
        if connection.vendor != "sqlite":
            facts = connection.settings_dict
            where = f"{facts['USER']}@{facts['HOST']}:{facts['PORT']}"
            return {"DATABASE_URL": f"postgres://{where}/{facts['NAME']}"}
        path = tmp_path / "copy.sqlite3"
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        return {"DATABASE_URL": f"sqlite:///{path}"}

    return open_to_others


@pytest.mark.audit
def test_a_server_killed_before_the_commit_leaves_no_partial_signature(
    elsewhere, tmp_path, issued, counter
):
    """Another process is killed once the file is stored, and the loan waits as before."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1", "SECRET_KEY": "x"}
    env = os.environ | settings | elsewhere() | {"MEDIA_ROOT": str(tmp_path / "media")}
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(KILLED), str(issued.pk), str(counter.pk)],
        env=env,
        capture_output=True,
        check=False,
    )
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, b"stored\n"), killed.stderr
    with closing(reopened(env["DATABASE_URL"])) as database:
        cursor = database.cursor()
        cursor.execute("SELECT status FROM loans_agreement")
        assert cursor.fetchall() == [("issued",)]
        cursor.execute("SELECT count(*) FROM core_document WHERE kind = 'agreement_signed'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM loans_signature")
        assert cursor.fetchone() == (0,)


def reopened(url):
    """Return a new connection to the database, which sees only committed rows."""
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    import psycopg

    return psycopg.connect(url.replace("postgres://", "postgresql://"))
