"""State machine of models with a status: allowed transitions, and the code that makes them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.workflow.guards import OF_MODEL


class Refused(ValidationError):
    """Raised if a business rule forbids an operation now; the message is shown to the user."""


class NeedsConfirmation(Refused):
    """Raised if an operation needs the user's confirmation: it then runs with `override=True`."""


class ToneChoices(models.TextChoices):
    """Choices with the colour of their badges: `OPEN = "open", "wait", _("being filled")`.

    Choices of a status have `TRANSITIONS`, {status: allowed next statuses}.
    """

    def __new__(cls, value, tone):
        choice = str.__new__(cls, value)
        choice._value_, choice.tone = value, tone
        return choice


def status_field(statuses, default):
    """Status column, written only by `transition_to`."""
    field = models.CharField(
        gettext_lazy("status"), max_length=16, choices=statuses, default=default, editable=False
    )
    field.statuses = statuses
    return field


class _Statuses:
    """Callable choices of a status column: those of the model's `status_field`."""

    def __get__(self, row, model):
        if model._meta.abstract:
            raise AttributeError("Status")
        return model._meta.get_field("status").statuses


def valid_status(statuses, *, name="status_known"):
    """Check constraint that a status is one of its `statuses`."""
    return models.CheckConstraint(
        name=OF_MODEL + name,
        condition=models.Q(status__in=statuses.values),
        violation_error_message=gettext_lazy("This status does not exist."),
    )


class LockableQuerySet(models.QuerySet):
    def lock(self):
        """Lock these rows until the transaction ends, by id, and reread them."""
        return list(self.order_by("pk").select_for_update(of=("self",), no_key=True))


class Lockable(models.Model):
    """A row that an operation locks before it reads what it will write."""

    class Meta:
        abstract = True

    def lock(self):
        """Lock this row until the transaction ends, and reread it."""
        rows = type(self).objects.select_for_update(of=("self",), no_key=True)
        self.refresh_from_db(from_queryset=rows)


class Stateful(models.Model):
    """A row whose badge shows its `state`, a `ToneChoices` derived from its columns."""

    class Meta:
        abstract = True

    @property
    def status_label(self):
        return self.state.label

    @property
    def status_tone(self):
        return self.state.tone


class WorkflowQuerySet(LockableQuerySet):
    def transition_to(self, status, **changes):
        """Move all rows or none to `status` in a single UPDATE; return the number of rows.

        `status_since` becomes now, unless it is in `changes`. Raise `Refused`, naming the first row
        without a transition to `status`.
        """
        # Only ids, since mostly no row is found: compiling a SELECT of all columns takes 0.4 ms
        # more.
        stuck = self.exclude(status__in=self.model.statuses_before(status)).values("pk").first()
        if stuck:
            stuck = self.get(**stuck)
            raise Refused(
                _("%(thing)s is “%(now)s”: its status cannot change to “%(then)s”.")
                % {"thing": stuck, "now": stuck.status_label, "then": status.label}
            )
        return self.update(**{"status_since": timezone.now()} | changes, status=status)


class Workflow(Lockable):
    """A model whose `status` is one of its `Status` choices and follows their `TRANSITIONS`.

    `INITIAL` lists statuses that a new row may have besides the default.
    """

    Status: type[ToneChoices] = _Statuses()
    INITIAL = frozenset()
    NOUN = ""  # placeholder for the row in sentences; by default the name of its model

    status_since = models.DateTimeField(gettext_lazy("since"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def statuses_before(cls, status):
        return [now for now, following in cls.Status.TRANSITIONS.items() if status in following]

    @classmethod
    def plain_fields(cls):
        """Names of the columns that a user may correct.

        All columns except those that `transition_to` writes.
        """
        return [f.name for f in cls._meta.local_fields if f.editable and not f.primary_key]

    @property
    def next_statuses(self):
        return self.Status.TRANSITIONS[self.status]

    @property
    def status_label(self):
        return self.Status(self.status).label

    @property
    def status_tone(self):
        return self.Status(self.status).tone

    def check_status(self, statuses, sentence):
        """Raise `Refused`, naming the row and its status, unless the status is one of these."""
        if self.status not in statuses:
            raise Refused(
                sentence % {self.NOUN or self._meta.model_name: self, "status": self.status_label}
            )

    def transition_to(self, status, **changes):
        """Move this row to `status`, with `changes`; raise `Refused` if that is not allowed."""
        type(self).objects.filter(pk=self.pk).transition_to(status, **changes)
        self.refresh_from_db(fields=["status", "status_since", *changes])

    def revert_to(self, status, **changes):
        """Return this row to its former `status`, for an undo, without a transition.

        `core.workflow.undo` has checked that nothing happened since.
        """
        changes |= {"status": self.Status(status), "status_since": timezone.now()}
        type(self).objects.filter(pk=self.pk).update(**changes)
        self.refresh_from_db(fields=[*changes])
