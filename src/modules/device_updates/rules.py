"""Rules for changes of devices by a list, the same as on the pages."""

from functools import lru_cache

from django.utils.translation import gettext_noop

from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused
from donations.binding import binding_of
from inventory.devices.lifecycle.devices import IN_USE, DeviceStatus
from inventory.devices.operations import check_is_here, check_on_hand
from inventory.imports.device_export import MADE_OF

WITHDRAWN = gettext_noop("%(tag)s was entered in error: it can no longer be changed.")
IS_OUT = gettext_noop("%(tag)s is out: you can change its category once it has been returned.")
IN_SERVICE = gettext_noop(
    "%(tag)s is in use, and devices of this category contain data: take it to the workshop first."
)
HALF_A_SCREEN = gettext_noop("Enter both the width and the height of the screen.")
BATTERY_TOO_FULL = gettext_noop(
    "A battery cannot hold more than one and a half times its original capacity: check both values."
)


def why_not(device, after, changes):
    """Yield (field, `Sentence`) of the reasons why these changes of a device are refused."""
    params = {"tag": device.asset_tag}
    if changes and device.status == DeviceStatus.WITHDRAWN:
        yield "category", Sentence(WITHDRAWN, params)
        return
    if changes - MADE_OF.keys():
        yield from _refusals(check_is_here, device)
    if "category" in changes:
        yield from _why_not_category(device, after, params)
    if changes & MADE_OF.keys():
        yield from _why_not_specified(after.specification)


def _why_not_category(device, after, params):
    if device.is_out:
        yield "category", Sentence(IS_OUT, params)
        return
    if not device.left_with_id:
        yield from _refusals(check_on_hand, device)
    if after.category.holds_data and not device.needs_erasure and device.status in IN_USE:
        yield "category", Sentence(IN_SERVICE, params)


def _refusals(check, device):
    """Yield the refusal, by a rule of the pages, to change this device."""
    try:
        check(device)
    except Refused as refusal:
        yield "category", refusal.message


def _why_not_specified(row):
    """Yield the errors of values that the database would refuse in combination."""
    if (row.screen_width is None) != (row.screen_height is None):
        yield "screen_width", Sentence(HALF_A_SCREEN, {})
    new, full = row.battery_design_mwh, row.battery_full_mwh
    if new is not None and full is not None and full > new * 3 / 2:
        yield "battery_full_mwh", Sentence(BATTERY_TOO_FULL, {})


def bound_by_papers(read):
    """Map rows whose purchase date is on a valid paper to the `Sentence`s that refuse them."""
    binding = lru_cache(lambda donation: binding_of([donation]))
    problems = {}
    for index, outcome in read.items():
        donation = outcome.device.donation
        if "bought_on" in outcome.diff and donation and (bound := binding(donation)):
            problems[index] = [Sentence(bound[0].why_not_values, bound[1])]
    return problems
