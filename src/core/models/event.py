from datetime import UTC, datetime
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import request_id
from core.models.bulk_insert import bulk_insert
from core.models.fields import check, protected_key, user_key
from core.workflow.event_messages import sentence_of
from core.workflow.guards import ALWAYS, HALF_A_YEAR_AGO, Guard

# Kinds of the access log: personal data was opened or exported. They are not part of a history.
OPENINGS = [
    "agreement.read",
    "amendment.read",
    "backup.downloaded",
    "convention.opened",
    "export.downloaded",
    "list.exported",
    "loan.attachment_read",
    "paper.opened",
    "recipient.exported",
    "recipient.opened",
    "report.exported",
    "user.exported",
]
AT_A_TIME = 5000
FIRST_EVENT = datetime(2020, 1, 1, tzinfo=UTC)  # older actions are recorded only in columns
FOLLOWERS = []  # called in each transaction that writes events
OLD_OPENING = 'OLD.kind IN ({kinds}) AND OLD."on" < {day}'.format(
    kinds=", ".join(f"'{kind}'" for kind in OPENINGS), day=HALF_A_YEAR_AGO
)


class EventQuerySet(models.QuerySet):
    def about(self, *subjects):
        """The history of these rows (of one model), newest first, with the user of each event."""
        kind = ContentType.objects.get_for_model(subjects[0])
        ids = [subject.pk for subject in subjects]
        story = self.filter(subject_type=kind, subject_id__in=ids)
        return story.select_related("by").order_by("-pk")

    def forget_openings(self, until):
        """Delete access-log events older than this day, in batches; return their number."""
        old, count = self.filter(kind__in=OPENINGS, on__lt=until), 0
        while ids := list(old.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
            count += self.filter(pk__in=ids)._raw_delete(self.db)
        return count

    def record(self, kind, subject, *, by, **data):
        """Add one event: `data` holds ids, codes and counts, never names or free text."""
        event = self.create(**_columns(kind, by), **_of(subject), data=_by_token(data))
        _call_followers()
        return event

    def record_many(self, kind, subjects, *, by):
        """Add one event for each (subject, data) in one statement."""
        rows = ({**_of(subject), "data": _by_token(data)} for subject, data in subjects)
        bulk_insert(self.model, rows, **_columns(kind, by))
        _call_followers()


def _call_followers():
    for follower in FOLLOWERS:
        follower()


def _columns(kind, by):
    now = timezone.now()
    return {
        "at": now,
        "on": timezone.localdate(now),
        "by_id": by.pk,
        "kind": kind,
        "request_id": request_id.current.get(),
    }


def _by_token(data):
    """Return the data of an event, with the id of the API token used by the request, if any."""
    token = request_id.token.get()
    return data if token is None else {**data, "token": token}


def _of(subject):
    kind = ContentType.objects.get_for_model(subject)
    return {"subject_type_id": kind.pk, "subject_id": subject.pk}


class Event(models.Model):
    """Append-only history entry: who, when, what, on which row.

    Only access-log events are deleted, at the end of their retention period; the database refuses
    to delete events of the last half year.
    """

    at = models.DateTimeField(_("at"))
    on = models.DateField(_("on"))
    by = user_key(verbose_name=_("by"), db_index=False)
    kind = models.CharField(_("kind"), max_length=40)
    subject_type = protected_key(ContentType, related_name="+", db_index=False)
    subject_id = models.BigIntegerField()
    request_id = models.CharField(max_length=12, blank=True)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            # For index-only scans of the earlier events of a row, which figures read often.
            models.Index(
                fields=["subject_type", "subject_id", "-id", "kind", "on"],
                name="core_event_subject",
            ),
            models.Index(fields=["kind", "on"], name="core_event_kind_on"),
        ]
        constraints = [
            Guard(
                name="core_event_append_only",
                on={"UPDATE": ALWAYS, "DELETE": f"NOT ({OLD_OPENING})", "TRUNCATE": ALWAYS},
                violation_error_message=_("The history cannot be changed."),
            ),
            check(
                "known_and_dated",
                ~Q(kind="") & Q(at__gte=FIRST_EVENT, on__gte=FIRST_EVENT.date()),
                _("An event must have a type, and a date after Rebond was created."),
            ),
        ]

    def __str__(self):
        return self.kind

    @cached_property
    def sentence(self):
        return sentence_of(self.kind, self.data)
