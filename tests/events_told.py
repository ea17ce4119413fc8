"""Events that tests record have a message that can be shown."""

import json

from core.models import event
from core.workflow.event_messages import sentence_of


def told_when_recorded(patch):
    """Have the message of each event built as it is recorded: a history must never fail."""
    record, record_many = event.EventQuerySet.record, event.EventQuerySet.record_many

    def tell(kind, data):
        assert sentence_of(kind, json.loads(json.dumps(data)))

    def recorded(self, kind, subject, *, by, **data):
        tell(kind, data)
        return record(self, kind, subject, by=by, **data)

    def recorded_many(self, kind, subjects, *, by):
        subjects = list(subjects)
        for _subject, data in subjects:
            tell(kind, data)
        return record_many(self, kind, subjects, by=by)

    patch.setattr(event.EventQuerySet, "record", recorded)
    patch.setattr(event.EventQuerySet, "record_many", recorded_many)
