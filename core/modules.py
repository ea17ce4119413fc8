"""Modules: optional features that an association may switch on, and the table of what belongs to
each.

An association begins with none of them: donations, devices, workshop, labels, requests, loans and
counts. What belongs to a module that is off is shown nowhere; its data stays.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from django.db import models
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Identity

OF_A_MODULE = re.compile(r"\{(\w+):([^{}]*)\}")
NUMBER = re.compile(r"\d+")


class ModuleKey(models.TextChoices):
    """Every module, in the order of the page on which one switches them."""

    APPOINTMENTS = "appointments", pgettext_lazy("module", "Appointments")
    VOUCHERS = "vouchers", _("Connectivity vouchers")
    ACCESSORIES = "accessories", _("Stock of accessories and parts")
    KITS = "kits", _("Kits")
    PRIORITY = "priority", _("Priority points")
    CONVENTIONS = "conventions", _("Conventions and quotas")
    REFERRALS = "referrals", pgettext_lazy("module", "Referral slips")
    TRAINING = "training", _("Training question")
    SALES = "sales", _("Solidarity sales")
    STAFF = "staff", _("Bulk staff loans")
    CAMPAIGNS = "campaigns", _("Return campaigns")
    OUTSIDE = "outside", pgettext_lazy("module", "Outside workshops")
    RECEIPTS = "receipts", _("Tax receipts")


@dataclass(frozen=True)
class Module:
    """What belongs to a module, by name; separated by spaces, `*` matches any ending.

    urls      names of addresses; menu entries, tabs, links, topics of help, lines of the settings
              and kinds of search that lead to them go with their pages
    letters   codes of letters
    figures   keys of figures, and of lines of the home page
    fields    fields that forms leave out, as `Form.field`
    nouns     lists of the catalogue
    columns   columns that lists leave out, as `Table.column`
    settings  fields that other lines of the settings page lead to
    jobs      steps of the tick, and reminders of the day, that do nothing meanwhile
    """

    key: ModuleKey
    description: str
    urls: str = ""
    letters: str = ""
    figures: str = ""
    fields: str = ""
    columns: str = ""
    nouns: str = ""
    settings: str = ""
    jobs: str = ""

    def has(self, kind, name):
        """Whether this name is one of its names of this kind."""
        return any(fnmatchcase(name, pattern) for pattern in getattr(self, kind).split())


MODULES = (
    Module(
        ModuleKey.APPOINTMENTS,
        _("People choose a time to collect or to bring back; the day and the week at the counter."),
        urls="appointment_* request_book loan_book personal_time",
        letters="appointment.* appointments.*",
        jobs="appointments",
        figures="appointments_* no_show_rate",
    ),
    Module(
        ModuleKey.VOUCHERS,
        _("Batches of vouchers and SIM cards, their codes, what each person was given."),
        urls=(
            "voucher* consignment_* sim_out device_sim recipient_vouchers recipient_slip "
            "ceiling_lift loan_slip loan_voucher"
        ),
        letters="vouchers.*",
        nouns="voucherproduct",
        jobs="vouchers",
        figures="vouchers_*",
        fields="RulesForm.voucher_ceiling RecipientForm.home_* CallForm.home RequestForm.home",
        settings="id_voucher_ceiling",
    ),
    Module(
        ModuleKey.ACCESSORIES,
        _("How many mice, bags, chargers and spare parts there are at each site."),
        urls="accessory_* loan_accessory charger_take charger_put_back repair_fit",
        figures="accessories_*",
    ),
    Module(
        ModuleKey.KITS,
        _("What goes together, asked for and handed over as one."),
        urls="kit_*",
    ),
    Module(
        ModuleKey.PRIORITY,
        _("Points decide which request comes first. Without them: first come, first served."),
        urls="weights_edit",
    ),
    Module(
        ModuleKey.CONVENTIONS,
        _("What each organisation may ask for, how much, and until when."),
        urls="convention_*",
        columns="OrganisationTable.convention OrganisationTable.used",
        letters="convention.*",
        jobs="conventions*",
    ),
    Module(
        ModuleKey.REFERRALS,
        _("An organisation sends a family to your counter with a slip to print."),
        urls="referral_*",
    ),
    Module(
        ModuleKey.TRAINING,
        _("Each person is asked whether they want a training, before they sign."),
        figures="trainings_*",
        fields="BriefingForm.training BriefingForm.where BriefingForm.outcome CallForm.went",
    ),
    Module(
        ModuleKey.SALES,
        _("The counter may sell a device to a family at a low price, and prints a receipt."),
        urls="sale_receipt_*",
        nouns="price",
        fields="TermsForm.sale_price RulesForm.price_ceiling RulesForm.vat_mention",
        settings="id_price_ceiling id_vat_mention",
    ),
    Module(
        ModuleKey.STAFF,
        _("A spreadsheet lists the staff of an organisation; each gets a device and an agreement."),
        urls="staff_*",
        figures="staff_within_48h",
    ),
    Module(
        ModuleKey.CAMPAIGNS,
        _("Many loans come back within a few days: everybody is written to and given a time."),
        urls="campaign_* campaignloan_remove",
        letters="campaign.*",
    ),
    Module(
        ModuleKey.OUTSIDE,
        _("Devices leave for another workshop that refurbishes them, and come back with a list."),
        urls="outing_* refurbisher_*",
        columns="RepairTable.refurbisher",
    ),
    Module(
        ModuleKey.RECEIPTS,
        _(
            "Donors are given the official receipt that lowers their taxes. Only if your"
            " association is of general interest in the sense of articles 200 and 238 bis of the"
            " tax code (CGI): a receipt issued without right costs a fine (article 1740 A). When in"
            " doubt, ask the tax office first (rescrit)."
        ),
        urls=(
            "receipt_issue receipt_list receipt_detail receipt_send receipt_cancel tax_receipt_file"
        ),
        fields=(
            "IdentityForm.tax_quality IdentityForm.signature_picture IdentityForm.remove_signature"
        ),
        settings="id_tax_quality",
    ),
)


@cache
def module_of(kind, name):
    """The key of the module that this name belongs to; None for what is always there."""
    return next((module.key for module in MODULES if module.has(kind, name)), None)


def is_on(key):
    """Whether our association uses this module."""
    return ModuleKey(key) in Identity.cached().module_keys


def without_what_is_off(text):
    """A text in which `{vouchers:, a voucher}` stays only where the module vouchers is on."""
    return OF_A_MODULE.sub(lambda part: part[2] if is_on(part[1]) else "", text)


def _is_name_on(kind, name):
    key = module_of(kind, name)
    return key is None or is_on(key)


def is_url_on(url_name):
    """Whether the page of this address name is there: menus, tabs and searches lead to no other."""
    return _is_name_on("urls", url_name)


def is_address_on(address):
    """Whether the page at this address of ours is there."""
    return is_url_on(_url_name(NUMBER.sub("0", address)))


@lru_cache(maxsize=1_000)
def _url_name(address):
    """The name of the page at an address: the rows of a list differ by their number alone."""
    return resolve(address).url_name


def is_letter_on(code):
    return _is_name_on("letters", code)


def is_figure_on(key):
    return _is_name_on("figures", key)


def is_job_on(name):
    return _is_name_on("jobs", name)


def is_setting_on(field_id):
    return _is_name_on("settings", field_id)


def is_noun_on(noun):
    return _is_name_on("nouns", noun)


def is_column_on(table, name):
    """Whether lists of this class have the column of this name."""
    return _is_name_on("columns", f"{table.__name__}.{name}")


def is_field_on(form, name):
    """Whether forms of this class have the field of this name."""
    return _is_name_on("fields", f"{form.__name__}.{name}")


@dataclass(frozen=True)
class StillOpen:
    """Open rows of a module: `sentence()` describes them, "" if there are none.

    With `keeps_on`, they prevent switching the module off.
    """

    key: ModuleKey
    sentence: Callable
    keeps_on: bool = False


STILL_OPEN: list[StillOpen] = []  # each app adds its own in `AppConfig.ready`
