from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, user_key, valid_choice
from core.workflow.guards import never_deleted
from loans.base.lifecycle.agreements import MandatePaper
from loans.base.models.loan import Loan


class MandateQuerySet(models.QuerySet):
    def of(self, loan):
        """The valid mandate of a loan, or None."""
        return self.filter(loan=loan, given_up_at=None).first()

    def forget(self, recipients):
        """Delete the names of the people who collected for these recipients."""
        rows = self.filter(loan__recipient__in=recipients, forgotten_at=None)
        rows.update(name="", structure="", forgotten_at=timezone.now())


class Mandate(models.Model):
    """A mandate to collect and sign for the recipient of a loan, with its proof.

    Its names are deleted when the person is anonymised.
    """

    loan = models.OneToOneField(Loan, models.PROTECT, related_name="mandate")
    name = models.CharField(_("proxy"), max_length=120, blank=True)
    structure = models.CharField(_("from which organisation"), max_length=120, blank=True)
    paper = models.CharField(_("document seen"), max_length=8, choices=MandatePaper)
    seen_on = models.DateField(_("seen on"))
    through_aidants_connect = models.BooleanField(_("through Aidants Connect"), default=False)
    by = user_key(editable=False)
    given_up_at = models.DateTimeField(null=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            valid_choice("paper", MandatePaper, _("Choose the document that was seen.")),
            check(
                "aidants",
                ~Q(paper=MandatePaper.AIDANTS) | Q(through_aidants_connect=True),
                _("An Aidants Connect mandate must be made through Aidants Connect."),
            ),
            check(
                "name",
                Q(forgotten_at=None) & ~Q(name="")
                | Q(forgotten_at__isnull=False, name="", structure=""),
                _("A mandate must name the proxy, unless the name has been deleted."),
            ),
            never_deleted(_("A mandate cannot be deleted: it belongs to its loan.")),
        ]

    def __str__(self):
        return self.name or self.get_paper_display()
