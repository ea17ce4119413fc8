"""Notes on autonomy: the level agreed with a person at one moment."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key, user_key, valid_choice
from loans.models import Loan, Request
from modules.autonomy.lifecycle import LATER, Level, Managed, Moment, Topic


class AutonomyNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The notes on the requests and loans that `user` may see."""
        loans, requests = Loan.objects.visible_to(user), Request.objects.visible_to(user)
        return self.filter(Q(loan__in=loans) | Q(request__in=requests))


class AutonomyNote(models.Model):
    """The level of a person with a device, noted on a request before, and on a loan afterwards.

    There is one note for each moment; a new answer replaces it. No reason and no score is recorded.
    """

    request = protected_key(Request, null=True, editable=False, related_name="autonomy_notes")
    loan = protected_key(Loan, null=True, editable=False, related_name="autonomy_notes")
    moment = models.CharField(_("moment"), max_length=9, choices=Moment, editable=False)
    level = models.CharField(_("level of autonomy"), max_length=24, choices=Level)
    topic = models.CharField(_("main use"), max_length=40, choices=Topic, blank=True)
    managed = models.CharField(
        _("managed what they wanted"), max_length=6, choices=Managed, blank=True
    )
    at = models.DateTimeField(_("recorded on"), default=timezone.now, editable=False)
    by = user_key(editable=False)

    objects = AutonomyNoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer about autonomy")
        verbose_name_plural = _("answers about autonomy")
        constraints = [
            check(
                "subject",
                Q(moment=Moment.REQUEST, request__isnull=False, loan=None)
                | Q(moment__in=[Moment.HAND_OVER, *LATER], request=None, loan__isnull=False),
                _("An answer must be about a request or a hand-over."),
            ),
            valid_choice("level", Level, _("Choose a level from the list.")),
            valid_choice("topic", Topic, _("Choose a topic from the list."), optional=True),
            check(
                "managed",
                Q(managed="") | Q(moment__in=LATER, managed__in=Managed.values),
                _("This question can be answered only after the hand-over."),
            ),
            once(
                ["request"], _("The level at the request is already recorded."), name="once_asked"
            ),
            once(["loan", "moment"], _("The level at this moment is already recorded.")),
        ]

    def __str__(self):
        return f"{self.subject} · {self.get_moment_display()}"

    @property
    def subject(self):
        return self.loan or self.request
