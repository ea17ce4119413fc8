from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from inventory.models import AccessoryStock, Checklist, LabelDefault, Refurbisher, VoucherMinimum
from people.models import Site

LABELS = "inventory.change_printer", "labeldefaults_edit"
ACCESSORIES = "inventory.set_minimum", "accessory_list"
VOUCHERS = "inventory.change_voucher", "voucher_stock"
FEW_LEFT = _("Accessories and parts with a minimum")
FEW_VOUCHERS = _("Voucher products with a minimum")
ENTRIES = SettingsEntries()
line = ENTRIES.line
count = ENTRIES.count


def _used(model):
    return model.objects.filter(is_active=True)


@line(Part.STOCK, _("Checklists"), "list-checks", "catalogue.view_reference", "checklist_list")
def checklists():
    having = Checklist.objects.values("category").distinct()
    without = Category.objects.filter(holds_data=True).exclude(pk__in=having)
    missing = _("nothing to check for: %(names)s") % {"names": ", ".join(map(str, without))}
    return SettingSummary(str(having.count()), missing=[without and missing])


@line(Part.STOCK, _("Usual labels of each site"), "tags", *LABELS)
def label_defaults():
    sites, chosen = _used(Site), LabelDefault.objects.filter(site__is_active=True)
    return _("%(known)s of %(sites)s") % {"known": chosen.count(), "sites": sites.count()}


count(_used(Refurbisher), Part.STOCK, _("Outside workshops"), "package-open")
count(AccessoryStock.objects.filter(minimum__gt=0), Part.STOCK, FEW_LEFT, "cable", *ACCESSORIES)
count(VoucherMinimum.objects.filter(minimum__gt=0), Part.STOCK, FEW_VOUCHERS, "ticket", *VOUCHERS)

registry.ENTRIES.extend(ENTRIES)
