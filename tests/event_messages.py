"""Messages of the events that tests record."""

import json
from contextlib import suppress

from core.models import event
from core.workflow.event_messages import sentence_of


def built_on_record(patch):
    """Build the message of each event as it is recorded: no history may fail to show it."""
    record, record_many = event.EventQuerySet.record, event.EventQuerySet.record_many

    def build(kind, data):
        with suppress(KeyError):  # tests record events without all their data
            assert sentence_of(kind, json.loads(json.dumps(data)))

    def recorded(self, kind, subject, *, by, **data):
        build(kind, data)
        return record(self, kind, subject, by=by, **data)

    def recorded_many(self, kind, subjects, *, by):
        subjects = list(subjects)
        for _subject, data in subjects:
            build(kind, data)
        return record_many(self, kind, subjects, by=by)

    patch.setattr(event.EventQuerySet, "record", recorded)
    patch.setattr(event.EventQuerySet, "record_many", recorded_many)
