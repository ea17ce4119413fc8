"""Killing `anonymise` leaves no person partly anonymised, and the next run finishes."""

import os
import signal
from pathlib import Path

import pytest

from core.models import Event
from core.workflow import erasure_journal
from loans.models import Attachment, Request
from people.models import Recipient
from tests.factories import AttachmentFactory, DocumentFactory, RecipientFactory
from tests.loans.privacy.test_last_contact import LONG_AGO, TODAY, loan_of, request_of

# Anonymises one person at a time, and is killed at the place given by the first argument: at the
# second row, before the journal has an entry, or before the file is deleted.
KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from django.core.files.storage import FileSystemStorage
    from django.core.management import call_command
    from core.workflow import erasure_journal
    from loans.privacy import operations as erasing
    from people.privacy import operations

    def die(*_args, **_keywords):
        os.kill(os.getpid(), signal.SIGKILL)

    def blank_one_then_die(rows, done=[], blank=operations._blank):
        blank(rows)
        die() if done else done.append(rows)

    erasing.BATCH_SIZE = 1
    if sys.argv[1] == "row":
        operations._blank = blank_one_then_die
    elif sys.argv[1] == "journal":
        erasure_journal.append = die
    else:
        FileSystemStorage.delete = die
    call_command("anonymise")
"""
# {place: number of people already anonymised when the process is killed there}
PLACES = {"row": 1, "journal": 1, "file": 1}


@pytest.fixture
def due(here):
    """Four people due today, each with a note in a request, and a paper to delete."""
    people = [
        RecipientFactory(contact_on=LONG_AGO, erase_on=TODAY, last_name=f"Kergoat {n}")
        for n in range(4)
    ]
    for person in people:
        request_of(person, closed=True, note=f"For {person.last_name}")
        paper = DocumentFactory(content=f"%PDF-{person.last_name}".encode())
        AttachmentFactory(loan=loan_of(person), document=paper)
        os.utime(paper.file.path, (0, 0))
    return Recipient.objects.filter(pk__in=[person.pk for person in people])


def halves(due):
    """Return the ids of people who are only partly anonymised, according to the database."""
    notes = Request.objects.filter(recipient__in=due).exclude(note="").values("recipient")
    named = due.exclude(last_name="").values("pk")
    papers = Attachment.objects.filter(loan__recipient__in=due, document__purged_at=None)
    papers = papers.values("loan__recipient")
    left = [{next(iter(row.values())) for row in rows} for rows in (notes, named, papers)]
    return set.union(*left) - set.intersection(*left)


@pytest.mark.audit
def test_anonymisation_killed_repeatedly_is_completed_once(here, due):
    done = 0
    for place, more in PLACES.items():
        killed = here.run(place, code=KILLED)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        done += more
        assert due.exclude(anonymised_at=None).count() == done
        assert halves(due) == set()
    for _time in range(2):
        finished = here.run("anonymise")
        assert finished.returncode == 0, finished.stderr

    assert due.filter(anonymised_at=None).count() == 0
    assert halves(due) == set()
    events = Event.objects.filter(kind="recipient.anonymised", subject_id__in=due)
    assert events.count() == due.count()
    erased = {line[:2] for line in erasure_journal.read(erasure_journal.journal())}
    papers = Attachment.objects.filter(loan__recipient__in=due).values_list("document", flat=True)
    assert {("people.Recipient", person.pk) for person in due} <= erased
    assert {("core.Document", paper) for paper in papers} <= erased
    files = [path.read_bytes() for path in Path(here.media).glob("??/*")]
    assert not [content for content in files if b"Kergoat" in content]
