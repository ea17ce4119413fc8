"""The entries of `inventory` on the settings page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue.models import Category
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from inventory.models import (
    AccessoryStock,
    Checklist,
    LabelDefault,
    LabelFormat,
    Printer,
    Refurbisher,
    VoucherMinimum,
)
from people.models import Site

ENTRIES = SettingsEntries()
line = ENTRIES.line
PRINTERS = "inventory.change_printer"


@line(Part.STOCK, _("Checklists"), "list-checks", "catalogue.view_reference", "checklist_list")
def checklists():
    count = Checklist.objects.values("category").distinct().count()
    having = Checklist.objects.values("category")
    without = Category.objects.filter(holds_data=True).exclude(pk__in=having)
    names = ", ".join(map(str, without))
    summary = ngettext("%(n)s checklist", "%(n)s checklists", count) % {"n": count}
    return SettingSummary(
        summary, missing=[names and _("nothing to check on: %(names)s") % {"names": names}]
    )


@line(
    Part.STOCK,
    _("Sheets and rolls of labels"),
    "sticker",
    "inventory.view_labelformat",
    "labelformat_list",
)
def formats():
    count = LabelFormat.objects.filter(is_active=True).count()
    summary = ngettext("%(n)s sheet or roll", "%(n)s sheets or rolls", count) % {"n": count}
    return SettingSummary(summary, missing=[not count and _("a sheet or roll in use")])


@line(Part.STOCK, _("Usual labels of each site"), "tags", PRINTERS, "labeldefaults_edit")
def label_defaults():
    rows = LabelDefault.objects.select_related("site", "fmt").filter(site__is_active=True)
    summaries = [f"{default.site}{_(':')} {default.fmt}" for default in rows]
    if not summaries:
        return _("none chosen: the first of the list is proposed")
    if len(summaries) <= 3:
        return SettingSummary(*summaries)
    sites = Site.objects.filter(is_active=True).count()
    return _("%(known)s of %(sites)s sites") % {"known": len(summaries), "sites": sites}


@line(Part.STOCK, _("Printers"), "printer", PRINTERS, "printer_list")
def printers():
    count = Printer.objects.filter(is_active=True).count()
    return ngettext("%(n)s printer", "%(n)s printers", count) % {"n": count}


@line(
    Part.STOCK,
    _("Outside workshops"),
    "package-open",
    "inventory.change_refurbisher",
    "refurbisher_list",
)
def refurbishers():
    count = Refurbisher.objects.filter(is_active=True).count()
    return ngettext("%(n)s workshop", "%(n)s workshops", count) % {"n": count}


@line(
    Part.STOCK,
    _("Few accessories left: from how many one is told"),
    "cable",
    "inventory.set_minimum",
    "accessory_list",
)
def accessory_minimums():
    count = AccessoryStock.objects.filter(minimum__gt=0).count()
    return ngettext("%(n)s accessory or part", "%(n)s accessories and parts", count) % {"n": count}


@line(
    Part.STOCK,
    _("Few vouchers left: from how many one is told"),
    "ticket",
    "inventory.change_voucher",
    "voucherbatch_list",
)
def voucher_minimums():
    count = VoucherMinimum.objects.filter(minimum__gt=0).count()
    return ngettext("%(n)s product", "%(n)s products", count) % {"n": count}
