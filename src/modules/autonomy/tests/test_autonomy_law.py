"""Database rules of notes on autonomy."""

import pytest

from modules.autonomy.lifecycle import Managed, Moment
from modules.autonomy.tests.factories import AutonomyNoteFactory
from tests.factories import RequestFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_note_has_a_subject_a_level_and_a_topic_of_the_coop():
    note = AutonomyNoteFactory()
    with refused("autonomy_autonomynote_subject"):
        write(note, moment=Moment.REQUEST)
    with refused("autonomy_autonomynote_level"):
        write(note, level="3")
    with refused("autonomy_autonomynote_topic"):
        write(note, topic="games")
    with refused("autonomy_autonomynote_managed"):
        write(note, managed=Managed.YES)


def test_a_moment_has_one_note():
    with refused("autonomy_autonomynote_once"):
        copy(AutonomyNoteFactory())
    note = AutonomyNoteFactory(loan=None, request=RequestFactory(), moment=Moment.REQUEST)
    with refused("autonomy_autonomynote_once_asked"):
        copy(note)
