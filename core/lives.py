"""Lives: every noun with a status has one table of allowed steps and one writer of that status."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Refused(ValidationError):
    """An act that the rules of the trade do not allow now; its message is for people."""


class NeedsConfirmation(Refused):
    """An act that is done only by who confirms it, with `override=True`."""


def life_field(statuses, default):
    """A status column; `move_to` alone writes it."""
    return models.CharField(
        gettext_lazy("status"), max_length=16, choices=statuses, default=default, editable=False
    )


def known_status(name, statuses):
    """The constraint that keeps a status in its list."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(status__in=statuses.values),
        violation_error_message=gettext_lazy("This status does not exist."),
    )


class LockableQuerySet(models.QuerySet):
    def lock(self):
        """Hold these rows, in id order, until the transaction ends; return them reread."""
        return list(self.order_by("pk").select_for_update(of=("self",), no_key=True))


class Lockable(models.Model):
    """A row that an act holds before it reads what it will write."""

    class Meta:
        abstract = True

    def lock(self):
        """Hold this row until the transaction ends, and reread it."""
        rows = type(self).objects.select_for_update(of=("self",), no_key=True)
        self.refresh_from_db(from_queryset=rows)


class LifeQuerySet(LockableQuerySet):
    def move_to(self, status, **changes):
        """Take every row one step of its life in one UPDATE, or none of them; return how many.

        `status_since` becomes now, unless `changes` says otherwise. Raises `Refused`, naming the
        first row whose life does not allow the step.
        """
        stuck = self.exclude(status__in=self.model.steps_to(status)).first()
        if stuck:
            raise Refused(
                _("%(thing)s is “%(now)s”: it cannot become “%(then)s”.")
                % {"thing": stuck, "now": stuck.status_label, "then": status.label}
            )
        return self.update(**{"status_since": timezone.now()} | changes, status=status)


class Life(Lockable):
    """A noun with a life: `Status` are its stations, `NEXT` the allowed steps, `TONES` looks.

    `STARTS` are the stations where a row may begin beside the usual first one.
    """

    Status: type[models.TextChoices]
    NEXT: dict
    TONES: dict
    STARTS = frozenset()

    status_since = models.DateTimeField(gettext_lazy("since"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def steps_to(cls, status):
        return [now for now, following in cls.NEXT.items() if status in following]

    @classmethod
    def plain_fields(cls):
        """The names of what a person may correct: all but the life, which `move_to` writes."""
        return [f.name for f in cls._meta.local_fields if f.editable and not f.primary_key]

    @property
    def next_statuses(self):
        return self.NEXT[self.status]

    @property
    def status_label(self):
        return self.Status(self.status).label

    @property
    def status_tone(self):
        return self.TONES.get(self.status, "neutral")

    def move_to(self, status, **changes):
        """Take this row one step of its life, `changes` with it; or raise `Refused`."""
        type(self).objects.filter(pk=self.pk).move_to(status, **changes)
        self.refresh_from_db(fields=["status", "status_since", *changes])
