from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.fields import check, document_key, once, protected_key, user_key, valid_choice
from core.workflow.guards import frozen, never_deleted, only_forgotten
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.aftercare import LineStatus, ReturnSessionStatus
from loans.base.lifecycle.loans import Condition
from loans.base.models.loan import LoanItem
from people.base.site_scope import of_own_sites
from people.models import Site


class ReturnSessionQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """The sessions of the user's sites.

        All sessions for a coordinator; an empty queryset for associations.
        """
        return of_own_sites(self, user) if user.has_perm("loans.take_back") else self.none()


class ReturnSession(Addressed, Workflow):
    """A return session: items scanned one by one, checked in together, with receipts."""

    PAGE = "return_done"

    status = status_field(ReturnSessionStatus, ReturnSessionStatus.OPEN)
    owner = user_key(verbose_name=_("by"))
    site = protected_key(Site, _("site"))
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReturnSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            valid_status(ReturnSessionStatus),
            once(
                ["owner"],
                _("You already have a return in progress."),
                name="one_open",
                condition=Q(status=ReturnSessionStatus.OPEN),
            ),
            frozen(
                ["owner_id", "site_id", "at"],
                _("A return must stay with the person who started it."),
            ),
            never_deleted(_("A return can be abandoned, but never deleted.")),
        ]

    def __str__(self):
        return f"{self.owner} · {self.site}"


class ReturnLineQuerySet(WorkflowQuerySet):
    def waiting(self):
        return self.filter(status=LineStatus.WAITING)

    def for_list(self):
        return self.select_related(
            "session__owner",
            "receipt",
            "item__loan__organisation",
            "item__loan__recipient",
            "item__loan__site",
            "item__device__category",
            "item__device__brand",
            "item__device__model",
            "item__accessory",
        )


class ReturnLine(Workflow):
    """One returned device with its condition, or a quantity of an accessory of its loan."""

    status = status_field(LineStatus, LineStatus.WAITING)
    session = protected_key(ReturnSession, related_name="lines")
    item = protected_key(LoanItem, related_name="return_lines")
    condition = models.CharField(
        _("condition"), max_length=8, choices=Condition, default=Condition.GOOD
    )
    may_hold_data = models.BooleanField(_("personal data may be on it"), null=True, blank=True)
    # Null: unknown, or it takes no charger.
    has_charger = models.BooleanField(_("charger present"), null=True, blank=True)
    # For an accessory: the quantity returned; null means as many as expected.
    count = models.PositiveSmallIntegerField(_("here"), null=True, blank=True)
    is_given_up = models.BooleanField(_("what is missing will not be returned"), default=False)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Describe only the device; no names.")
    )
    receipt = document_key(null=True, editable=False)

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("return line")
        verbose_name_plural = _("return lines")
        constraints = [
            valid_status(LineStatus),
            valid_choice("condition", Condition, _("Choose the condition of the item.")),
            check(
                "done",
                ~Q(status=LineStatus.DONE) | Q(receipt__isnull=False),
                _("A completed return must have a receipt."),
            ),
            once(
                ["item"],
                _("Someone already has this item in their list."),
                name="waits_once",
                condition=Q(status=LineStatus.WAITING),
            ),
            frozen(
                ["session_id", "item_id"], _("A return line cannot be changed to a different item.")
            ),
            frozen(
                [
                    "status",
                    "condition",
                    "may_hold_data",
                    "has_charger",
                    "count",
                    "is_given_up",
                    "receipt_id",
                ],
                _("A recorded return cannot be changed."),
                name="done_frozen",
                when=f"OLD.status = '{LineStatus.DONE}'",
            ),
            only_forgotten(
                "note",
                _("A recorded return cannot be changed."),
                when=f"OLD.status = '{LineStatus.DONE}'",
            ),
            never_deleted(_("A line can be removed, but never deleted.")),
        ]

    def __str__(self):
        return str(self.item)
