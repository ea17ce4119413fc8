"""Access log of opened records."""

from django.contrib.contenttypes.models import ContentType

from core.models import Event


def with_subjects(events: list[Event]) -> list[tuple[Event, object]]:
    """Pair each event with the row that was opened, or None; one query per model."""
    ids = {}
    for event in events:
        ids.setdefault(event.subject_type_id, set()).add(event.subject_id)
    rows = {}
    for kind, of_kind in ids.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None:  # removed with its module
            continue
        rows |= {(kind, pk): row for pk, row in model._base_manager.in_bulk(of_kind).items()}
    return [(event, rows.get((event.subject_type_id, event.subject_id))) for event in events]
