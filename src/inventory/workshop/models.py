"""Checklists and their versions, attempts and their results."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.folding import words_of
from core.models import Photo
from core.models.addressed import Addressed
from core.models.by_language import TextsField, in_language
from core.models.fields import check, document_key, once, protected_key, user_key, valid_choice
from core.workflow.guards import append_only, frozen, never_deleted
from inventory.devices.lifecycle.devices import Outcome
from inventory.devices.models.device import Device
from inventory.devices.models.specification import MachineReport
from inventory.workshop.lifecycle import Beyond, Proof, ValueKind


class ChecklistQuerySet(models.QuerySet):
    def current(self):
        return self.filter(is_current=True)


class Checklist(Addressed):
    """A version of the checklist of a category; a change creates a new version."""

    PAGE = "checklist_version"

    category = protected_key(Category, _("category"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("in use"), default=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)
    # NULL for a list loaded from the product's fixtures
    saved_by = user_key(null=True, editable=False)
    note = models.CharField(_("what changes, and why"), max_length=200, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["category", "-version"]
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints = [
            once(["category", "version"], _("This version already exists."), name="version"),
            once(
                ["category"],
                _("A category can have only one checklist in use."),
                name="one_current",
                condition=Q(is_current=True),
            ),
            frozen(
                ["category_id", "version", "saved_at", "saved_by_id", "note"],
                _("A version of a checklist cannot be changed: save a new one."),
            ),
            never_deleted(_("A version of a checklist cannot be deleted: replace it instead.")),
        ]

    def __str__(self):
        return f"{self.category} v{self.version}"


class ChecklistItem(models.Model):
    """An item to check; a fault in a blocking item keeps the device from being ready."""

    checklist = protected_key(Checklist, related_name="items")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    labels = TextsField(_("what to check"), max_length=160)
    is_blocking = models.BooleanField(
        _("blocking"), default=False, help_text=_("With this fault, the device cannot leave.")
    )
    quarantines = models.BooleanField(
        _("puts in quarantine"),
        default=False,
        help_text=_("With this fault, the device is set apart at once, as locked or blocked."),
    )
    value_kind = models.CharField(_("value to record"), max_length=6, choices=ValueKind, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    lowest = models.DecimalField(
        _("minimum"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    highest = models.DecimalField(
        _("maximum"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    beyond = models.CharField(_("if outside the limits"), max_length=6, choices=Beyond, blank=True)
    option_texts = TextsField(_("choices"), max_length=800, blank=True)
    proof = models.CharField(_("attachment"), max_length=5, choices=Proof, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints = [
            once(["checklist", "code"], _("This item is already in the list.")),
            check(
                "quarantine",
                Q(quarantines=False) | Q(is_blocking=True),
                _("An item that puts a device in quarantine must be blocking."),
            ),
            check(
                "value",
                Q(value_kind="") | Q(value_kind__in=ValueKind.values),
                _("The value must be a number, a text or a choice."),
            ),
            check(
                "number",
                Q(value_kind=ValueKind.NUMBER) | Q(unit="", lowest=None, highest=None, beyond=""),
                _("Only a number can have a unit and limits."),
            ),
            check(
                "limits",
                Q(lowest=None, highest=None, beyond="")
                | Q(beyond__in=Beyond.values)
                & (
                    Q(lowest=None, highest__isnull=False)
                    | Q(lowest__isnull=False, highest=None)
                    | Q(lowest__isnull=False, highest__isnull=False, lowest__lte=F("highest"))
                ),
                _(
                    "Choose what happens outside the limits. The minimum cannot be above "
                    "the maximum."
                ),
            ),
            check(
                "options",
                Q(value_kind=ValueKind.CHOICE) & ~Q(option_texts={})
                | ~Q(value_kind=ValueKind.CHOICE) & Q(option_texts={}),
                _("Only “a choice from a list” can have choices."),
            ),
            check(
                "proof",
                Q(proof="") | Q(proof__in=Proof.values),
                _("The attachment must be a photo or a file."),
            ),
            frozen(
                [
                    *("checklist_id", "code", "position", "labels"),
                    *("is_blocking", "quarantines", "value_kind", "unit", "lowest", "highest"),
                    *("beyond", "option_texts", "proof"),
                ],
                _("A version of a checklist cannot be changed: save a new one."),
            ),
            never_deleted(_("A version of a checklist cannot be changed: save a new one.")),
        ]

    def __str__(self):
        return in_language(self.labels)

    def is_named_by(self, fault):
        """Whether the fault named by a donor shares a long word with this item."""
        texts = fault, " ".join([self.code, *self.labels.values()])
        one, other = ({w.rstrip("sx") for w in words_of(t) if len(w) > 3} for t in texts)
        return bool((one & other) - {"avec", "dans", "fonctionne", "marche", "san", "with", "work"})

    @property
    def asks_more(self):
        """Whether the item requires a value, a photo or a file besides its outcome."""
        return bool(self.value_kind or self.proof)

    @property
    def options(self):
        """The choices as (code, label); codes are made from the English words, if any."""
        coded = in_language(self.option_texts, "en").splitlines()
        shown = in_language(self.option_texts).splitlines()
        return [(slugify(name), label) for name, label in zip(coded, shown, strict=False)]

    @property
    def limits(self):
        """The limits of a number as text; "" without limits."""
        low, high = self.lowest, self.highest
        if low is not None and high is not None:
            text = gettext("from %(low)s to %(high)s") % {"low": _plain(low), "high": _plain(high)}
        elif low is not None:
            text = gettext("%(low)s at least") % {"low": _plain(low)}
        elif high is not None:
            text = gettext("%(high)s at most") % {"high": _plain(high)}
        else:
            return ""
        return text

    def is_within(self, number):
        return (self.lowest is None or number >= self.lowest) and (
            self.highest is None or number <= self.highest
        )

    def in_words(self, value):
        """Format a value with its unit, or as the label of the choice."""
        if self.value_kind == ValueKind.NUMBER and value:
            return f"{_plain(value)}\N{NO-BREAK SPACE}{self.unit}".strip()
        if self.value_kind == ValueKind.CHOICE:
            return dict(self.options).get(value, value)
        return value


def _plain(number):
    """Format a number without trailing zeros, in the active language."""
    text = f"{number:f}" if not isinstance(number, str) else number
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return number_format(text, use_l10n=True, force_grouping=False)


class AttemptQuerySet(models.QuerySet):
    def of_this_stay(self):
        """Attempts since the last arrival, with a checklist of the current category."""
        return self.filter(
            at__gte=F("device__received_at"), checklist__category=F("device__category")
        )


class Attempt(models.Model):
    """A submission of one version of the checklist, for a device.

    The version of the latest attempt of a stay applies to the device.
    """

    device = protected_key(Device, related_name="attempts", db_index=False)
    checklist = protected_key(Checklist, related_name="attempts")
    # answers to an earlier version, copied for unchanged items
    is_carried = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = user_key(db_index=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["device", "-id"], name="inventory_attempt_device")]
        constraints = [append_only(_("A result cannot be changed: test again."))]

    def __str__(self):
        return f"{self.device} {self.checklist}"


class TestResult(models.Model):
    """The result of an item in one attempt; results are append-only, and the latest counts."""

    device = protected_key(Device, related_name="results", db_index=False)
    attempt = protected_key(Attempt, related_name="results")
    item = protected_key(ChecklistItem, related_name="+", db_index=False)
    outcome = models.CharField(_("result"), max_length=4, choices=Outcome)
    # a number as formatted by `Decimal`, a text, or the code of a choice
    value = models.CharField(_("value"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # saved by "the rest works", not answered individually
    is_rest = models.BooleanField(_("with the remaining items"), default=False)
    # the hardware report from which the answer was read
    report = protected_key(MachineReport, null=True, related_name="+", db_index=False)
    photo = protected_key(Photo, null=True, related_name="+", db_index=False)
    file = document_key(null=True, db_index=False)
    at = models.DateTimeField(default=timezone.now)
    by = user_key()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        # The bench queries by device and item; no query filters only by item.
        indexes = [
            models.Index(fields=["device", "item", "-id"], name="inventory_testresult_device")
        ]
        constraints = [
            valid_choice(
                "outcome", Outcome, _("The result must be “works”, “fault” or “does not apply”.")
            ),
            append_only(_("A result cannot be changed: test again.")),
        ]

    def __str__(self):
        return f"{self.item}: {self.get_outcome_display()}"

    @property
    def display_value(self):
        """The value formatted for display."""
        return self.item.in_words(self.value)

    @property
    def is_beyond(self):
        """Whether the value is a number outside the limits of the item."""
        is_number = self.value and self.item.value_kind == ValueKind.NUMBER
        return bool(is_number and not self.item.is_within(Decimal(self.value)))
