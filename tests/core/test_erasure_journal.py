"""The erasure journal names nobody, and survives the loss of the database."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.models import Document
from core.workflow import erasure_journal
from people.models import Recipient, User
from people.privacy.operations import anonymise
from tests.factories import DocumentFactory, RecipientFactory

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LINE = re.compile(r'\["[a-zA-Z.]+", \d+, "[-0-9T:.+]+", "[-0-9T:.+]+"\]')


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def erased(django_capture_on_commit_callbacks):
    """A person anonymised and a document purged, each in a committed transaction."""
    person, document = RecipientFactory(), DocumentFactory()
    with django_capture_on_commit_callbacks(execute=True):
        anonymise([person], by=User.objects.system())
        document.purge()
    return person, document


def bring_back(person, document):
    """Restore the rows from a backup."""
    Recipient.objects.filter(pk=person.pk)._raw_delete("default")
    Recipient.objects.bulk_create([person])
    Document.objects.filter(pk=document.pk)._raw_delete("default")
    Document.objects.bulk_create([document])


@pytest.fixture
def _without_guards():
    """Lift the guards in this context: a restore recreates tables, but tests replace rows."""
    from django.db import connection

    from core.workflow.triggers import every_guard, lay, lift

    names = {"people_recipient_kept", "core_document_kept"}
    pairs = [(guard, model) for guard, model in every_guard() if guard.name in names]
    lift(connection, pairs)
    yield
    lay(connection, pairs)


def test_the_journal_stores_ids_and_times_alone(erased):
    person, document = erased
    text = erasure_journal.journal().read_text().replace("\n\n", "\n").strip()
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    assert [json.loads(line)[:2] for line in text.splitlines()] == [
        ["people.Recipient", person.pk],
        ["core.Document", document.pk],
    ]
    assert erasure_journal.journal().stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("_without_guards")
def test_a_restored_row_is_erased_again_once():
    person, document = RecipientFactory(), DocumentFactory()
    fresh = Recipient.objects.get(pk=person.pk), Document.objects.get(pk=document.pk)
    anonymise([person], by=User.objects.system())
    document.purge()
    erasure_journal.catch_up()
    bring_back(*fresh)
    assert Recipient.objects.get().first_name
    done = dict.fromkeys(erasure_journal.KINDS, 0) | {"core.Document": 1, "people.Recipient": 1}
    assert erasure_journal.forget_again(since=LONG_AGO) == done
    assert Recipient.objects.get().anonymised_at
    assert Document.objects.get(pk=document.pk).purged_at
    assert erasure_journal.forget_again(since=LONG_AGO) == dict.fromkeys(done, 0)


def test_a_reused_id_is_not_erased(erased):
    person, _document = erased
    other = RecipientFactory()
    line = erasure_journal.read(erasure_journal.journal())[0]
    erasure_journal.append([line._replace(id=other.pk)])
    erasure_journal.forget_again(since=LONG_AGO)
    other.refresh_from_db()
    assert other.anonymised_at is None
    assert line.id == person.pk


def test_entries_lost_in_a_crash_are_caught_up(erased):
    whole = erasure_journal.read(erasure_journal.journal())
    erasure_journal.journal().unlink()
    tomorrow = timezone.now() + timedelta(days=1)
    assert erasure_journal.catch_up(since=tomorrow) == 0
    assert (erasure_journal.catch_up(), erasure_journal.catch_up()) == (2, 0)
    assert sorted(erasure_journal.read(erasure_journal.journal())) == sorted(whole)


def test_a_truncated_journal_line_does_not_hide_the_others(erased):
    whole = erasure_journal.read(erasure_journal.journal())
    with erasure_journal.journal().open("a") as file:
        file.write('["people.Recip')
    assert erasure_journal.read(erasure_journal.journal()) == whole
    lies = ['["people.Recipient", [1], "x", "y"]', "[" * 100_000, "[7, 7, 7, 7]", '{"a": 1}']
    lies += ['["people.Recipient", 1, "soon", "late"]', '["a", 1, "2026-01-01", "2026-01-02"]']
    with erasure_journal.journal().open("a") as file:
        file.write("\n" + "\n".join(lies))
    assert erasure_journal.read(erasure_journal.journal()) == whole
    more = whole[0]._replace(id=0)
    erasure_journal.append([more])
    assert erasure_journal.read(erasure_journal.journal()) == [*whole, more]
