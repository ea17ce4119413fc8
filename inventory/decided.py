"""What the house decides about its stock: lines of the settings page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models import Category
from core.decisions import Decision, Part, Told
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


def _checklists():
    lists = Checklist.objects.values("category").distinct().count()
    said = ngettext("%(n)s checklist", "%(n)s checklists", lists) % {"n": lists}
    rows = Category.objects.filter(holds_data=True).exclude(
        pk__in=Checklist.objects.values("category")
    )
    names = ", ".join(str(category) for category in rows)
    return Told([said], [_("nothing to check on: %(names)s") % {"names": names}] if names else [])


def _formats():
    count = LabelFormat.objects.filter(is_active=True).count()
    said = ngettext("%(n)s sheet or roll", "%(n)s sheets or rolls", count) % {"n": count}
    return Told([said], [] if count else [_("a sheet or roll in use")])


def _printers():
    count = Printer.objects.filter(is_active=True).count()
    return Told([ngettext("%(n)s printer", "%(n)s printers", count) % {"n": count}])


def _label_defaults():
    rows = LabelDefault.objects.select_related("site", "fmt").filter(site__is_active=True)
    known = [f"{default.site}{_(':')} {default.fmt}" for default in rows]
    if not known:
        return Told([_("none chosen: the first of the list is proposed")])
    sites = Site.objects.filter(is_active=True).count()
    short = _("%(known)s of %(sites)s sites") % {"known": len(known), "sites": sites}
    return Told(known if len(known) <= 3 else [short])


def _refurbishers():
    count = Refurbisher.objects.filter(is_active=True).count()
    return Told([ngettext("%(n)s workshop", "%(n)s workshops", count) % {"n": count}])


def _accessory_minimums():
    count = AccessoryStock.objects.filter(minimum__gt=0).count()
    said = ngettext("%(n)s accessory or part", "%(n)s accessories and parts", count)
    return Told([said % {"n": count}])


def _voucher_minimums():
    count = VoucherMinimum.objects.filter(minimum__gt=0).count()
    return Told([ngettext("%(n)s product", "%(n)s products", count) % {"n": count}])


DECISIONS = [
    Decision(
        Part.STOCK,
        gettext_lazy("Checklists"),
        "list-checks",
        "catalogue.view_reference",
        "checklist_list",
        _checklists,
    ),
    Decision(
        Part.STOCK,
        gettext_lazy("Sheets and rolls of labels"),
        "sticker",
        "inventory.view_labelformat",
        "labelformat_list",
        _formats,
    ),
    Decision(
        Part.STOCK,
        gettext_lazy("Usual labels of each site"),
        "tags",
        "inventory.change_printer",
        "labeldefaults_edit",
        _label_defaults,
    ),
    Decision(
        Part.STOCK,
        gettext_lazy("Printers"),
        "printer",
        "inventory.change_printer",
        "printer_list",
        _printers,
    ),
    Decision(
        Part.STOCK,
        gettext_lazy("Outside workshops"),
        "package-open",
        "inventory.change_refurbisher",
        "refurbisher_list",
        _refurbishers,
    ),
    Decision(
        Part.STOCK,
        gettext_lazy("Few accessories left: from how many one is told"),
        "cable",
        "inventory.set_minimum",
        "accessory_list",
        _accessory_minimums,
    ),
    Decision(
        Part.STOCK,
        gettext_lazy("Few vouchers left: from how many one is told"),
        "ticket",
        "inventory.change_voucher",
        "voucherbatch_list",
        _voucher_minimums,
    ),
]
