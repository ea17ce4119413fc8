"""Texts of help sheets, the tool and codes of remote support, and contacts to support people."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.models.singleton import SingletonModel, only_one
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus
from loans.base.models.loan import LoanItem, of_visible_loans
from modules.help_sheets.lifecycle import Channel, Subject, SupportStatus, System

MAX_BODY = 20_000  # characters


class SheetTextQuerySet(models.QuerySet):
    def in_use(self):
        """The texts that replace a shipped one, or add a language."""
        return self.exclude(body="")


class SheetText(models.Model):
    """The text of a help sheet as an administrator wrote it; empty: the shipped text is used."""

    system = models.CharField(_("system"), max_length=10, choices=System)
    language = models.SlugField(_("language"), max_length=10)
    body = models.TextField(_("text"), max_length=MAX_BODY, blank=True)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SheetTextQuerySet.as_manager()

    class Meta:
        ordering = ["system", "language"]
        verbose_name = _("help sheet")
        verbose_name_plural = _("help sheets")
        constraints = [
            once(
                ["system", "language"],
                _("Someone else changed this sheet at the same time: open it again."),
            ),
            valid_choice("system", System, _("Choose a system from the list.")),
            never_deleted(_("A sheet can be reset to its original text, but not deleted.")),
        ]

    def __str__(self):
        return f"{self.get_system_display()} · {self.language}"

    def get_absolute_url(self):
        return reverse("helpsheet_edit", args=[self.system, self.language])


class SupportTool(SingletonModel):
    """The tool with which our team helps on the screen of a person."""

    name = models.CharField(
        _("remote support tool"),
        max_length=40,
        blank=True,
        help_text=_("For example RustDesk. Its code is recorded on the page of each device."),
    )

    class Meta:
        verbose_name = _("remote support tool")
        verbose_name_plural = _("remote support tools")
        constraints = [only_one(_("There can be only one remote support tool."))]

    def get_absolute_url(self):
        return reverse("helpsheet_list")


class SupportCode(models.Model):
    """The code by which the tool finds a device; for our team alone, and never a password."""

    device = models.OneToOneField(
        Device, models.PROTECT, editable=False, related_name="support_code"
    )
    code = models.CharField(
        _("code for remote support"),
        max_length=40,
        blank=True,
        help_text=_("The number shown by the tool on this device. Never a password."),
    )
    by = user_key(editable=False)
    at = models.DateTimeField(_("recorded on"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("code for remote support")
        verbose_name_plural = _("codes for remote support")
        constraints = [
            frozen(["device_id"], _("A code cannot move to another device.")),
            never_deleted(_("A code can be emptied, but not deleted.")),
        ]

    def __str__(self):
        return str(self.device)


class SupportContactQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Contacts about the loans that a user of our team may see."""
        if not user.has_perm("help_sheets.note_support"):
            return self.none()
        return of_visible_loans(self, user, "item__loan")

    def waiting(self):
        """The requests for help with an item that is still out."""
        return self.filter(status=SupportStatus.WAITING, item__status=ItemStatus.OPEN)

    def for_list(self):
        return self.select_related("item__loan", "item__device__category", "by")


class SupportContact(Workflow):
    """A request for help from a person's page, or a contact to help them; it holds no text."""

    status = status_field(SupportStatus, SupportStatus.WAITING)
    item = protected_key(LoanItem, editable=False, related_name="support_contacts")
    subject = models.CharField(_("subject"), max_length=10, choices=Subject)
    # Empty while the request waits.
    channel = models.CharField(_("how we helped"), max_length=8, choices=Channel, blank=True)
    is_requested = models.BooleanField(
        _("requested on the personal page"), default=False, editable=False
    )
    created_at = models.DateTimeField(
        _("date of the request or of the help"), default=timezone.now, editable=False
    )
    by = user_key(editable=False)

    INITIAL = frozenset({SupportStatus.SOLVED, SupportStatus.UNSOLVED})
    objects = SupportContactQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("support contact")
        verbose_name_plural = _("support contacts")
        constraints = [
            valid_status(SupportStatus),
            valid_choice("subject", Subject, _("Choose a subject from the list.")),
            check(
                "answered",
                Q(status=SupportStatus.WAITING, channel="", is_requested=True)
                | ~Q(status=SupportStatus.WAITING) & Q(channel__in=Channel.values),
                _("Choose how you helped."),
            ),
            once(
                ["item"],
                _("We already have your request for help with this device, and will contact you."),
                name="one_waiting",
                condition=Q(status=SupportStatus.WAITING),
            ),
            frozen(
                ["item_id", "is_requested", "created_at"],
                _("The loan and the day of a contact cannot be changed."),
            ),
            never_deleted(_("A support contact cannot be deleted.")),
        ]

    def __str__(self):
        return self.get_subject_display()

    def get_absolute_url(self):
        return reverse("supportcontact_edit", args=[self.pk])
