"""Access table: every URL, and the roles that may open it.

Used by the tests of access, privacy and accessibility.
"""

from django.urls import URLPattern, reverse

from people.base.roles import LADDER, Role
from tests.access_counter import COUNTER
from tests.access_desk import DESK
from tests.access_elsewhere import ELSEWHERE
from tests.access_page import OTHER_ASSOCIATION, A, K, Page, T, V, act, public
from tests.of_modules import merged

TOGETHER = ("add", "drop", "bring", "describe", "check", "erase", "finish")
PAGES = (
    merged("PAGES")
    | ELSEWHERE
    | COUNTER
    | DESK
    | {
        "device_list": Page(V),
        "device_export": Page(K),
        "device_detail": Page(V, "device"),
        "device_edit": Page(T, "device"),
        "device_move": Page(V, "device"),
        "device_retire": Page(T, "device"),
        "device_refurbish": act(T, "device"),
        "device_quarantine": act(T, "device"),
        "device_release": act(T, "device"),
        "device_lost": act(K, "device"),
        "device_stolen": act(K, "device"),
        "device_found": act(K, "device"),
        "device_revive": act(T, "device"),
        "device_withdraw": act(K, "device"),
        "device_story": Page(V, "device"),
        "bench": Page(T),
        "bench_scan": act(T),
        "device_bench_take": act(T, "device"),
        "together": Page(T),
        **{f"together_{name}": act(T) for name in TOGETHER},
        "device_bench": Page(T, "device"),
        "device_check": act(T, "device"),
        "checklist_renew": act(T, "device"),
        "result_file": Page(V, "result", file=True),
        "checklist_list": Page(T),
        "checklist_version": Page(T, "checklist"),
        "checklist_edit": Page(A, "category"),
        "checklist_shipped": Page(K, args=("@category", "short")),
        "device_came_with": act(V, "device"),
        "device_limit": act(T, "device"),
        "device_finish": act(T, "device"),
        **dict.fromkeys(["repair_list", "repairpart_list"], Page(T)),
        "repair_open": Page(T, "device"),
        **{
            f"repair_{name}": Page(T, "repair")
            for name in ("detail", "note", "wait", "fit", "take", "end", "cancel", "accept")
        },
        "repair_mine": act(T, "repair"),
        "repair_file_add": Page(T, "repair"),
        "repair_file": Page(T, "repair_file", file=True),
        "repair_file_remove": act(T, "repair_file"),
        "repair_reopen": act(T, "repair"),
        **{
            f"repairpart_{name}": act(T, "repair_part") for name in ("give_up", "take_out", "waive")
        },
        "device_specify": Page(T, "device"),
        "machine_read": Page(T, "device"),
        "machine_report": Page(T, "machine_report"),
        "machine_file": Page(T, "machine_report", file=True),
        "machine_drop": act(T, "machine_report"),
        "collect_script": Page(T, file=True),
        "medium_add": Page(T, "device"),
        "medium_identify": Page(T, "medium"),
        "medium_erase": Page(T, "medium"),
        "medium_remove": act(T, "medium"),
        "medium_put_back": act(T, "medium"),
        "medium_destroy": Page(T, "medium"),
        "donation_detail": Page(V, "donation"),
        "donation_count": act(V, "donation"),
        "donation_enter": Page(V, "donation"),
        "donation_arrive": Page(V),
        "donation_merge": act(K, "donation"),
        "import_list": Page(K),
        "import_upload": Page(K, "donation"),
        "town_hall_example": Page(K, file=True),
        "import_detail": Page(K, "batch"),
        "import_columns": act(K, "batch"),
        "import_start": act(K, "batch"),
        "import_undo": act(K, "batch"),
        "import_reading": Page(K, "batch"),
        "import_withheld": Page(K, "batch"),
        "import_conflicts": act(K, "batch"),
        "import_stop": act(K, "batch"),
        "import_drop": act(K, "batch"),
        "import_again": act(K, "batch"),
        "import_result": Page(K, args=("@batch", "csv"), file=True),
        "import_file": Page(K, "batch", file=True),
        "label_print": Page(V, query="?device={device}"),
        "donation_values": Page(K, "donation"),
        "device_value": Page(K, "device"),
        "paper_print": act(K, args=("@donation", "slip")),
        "paper_send": act(K, args=("@donation", "slip")),
        "paper_file": Page(K, "paper", file=True),
        "certificate": public(args=("CERTIFICATEOFTHEWORLD23456",)),
        "certificate_file": Page(T, "certificate", file=True),
        "certificate_revoke": Page(K, "certificate"),
        "certificate_send": act(K, "donation"),
        "device_certify": act(T, "device"),
        "lot_certify": act(K, "donation"),
        "report_attach": Page(T, "device"),
        "erasure_report": Page(T, "erasure_report"),
        "report_file": Page(T, "erasure_report", file=True),
        "device_register": Page(V),
        "device_relabel": Page(V, "device"),
        "device_label_damaged": act(V, "device"),
        "device_attach": Page(V, "device"),
        "code_attach": Page(V, query="?sticker=BELVOIR-17"),
        "tag_list": Page(V),
        "tagbatch_add": Page(V),
        "tagbatch_detail": Page(V, "tag_batch"),
        "tag_claim": Page(V, post=True),
        "place_list": Page(V),
        "place_add": Page(K),
        "place_import": Page(K),
        "place_edit": Page(K, "place"),
        **dict.fromkeys(["transfer_list", "transfer_add"], Page(V)),
        "transfer_detail": Page(V, "transfer"),
        **{f"transfer_{name}": act(V, "transfer") for name in ("scan", "send", "cancel", "close")},
        "transfer_settle": act(K, "transfer"),
        "transfer_slip": Page(V, "transfer", file=True),
        **dict.fromkeys(["outing_list", "outing_add"], Page(V)),
        **dict.fromkeys(["refurbisher_list", "refurbisher_add"], Page(K)),
        "refurbisher_edit": Page(K, "refurbisher"),
        "freight_undo": act(V, "freight"),
        "exit_list": Page(V),
        "exit_add": Page(T),
        "exit_detail": Page(V, "exit_batch"),
        "exit_edit": Page(K, "exit_batch"),
        **{f"exit_{name}": act(V, "exit_batch") for name in ("scan", "pick", "weigh")},
        **{f"exit_{name}": act(K, "exit_batch") for name in ("send", "cancel", "certify")},
        "exit_certificate": Page(K, "certified_exit", file=True),
        "exit_slip": Page(V, "exit_batch", file=True),
        "exitline_undo": act(V, "exit_line"),
        **{f"accessory_{name}": Page(V) for name in ("list", "receive", "count")},
        **{f"accessory_{name}": act(K) for name in ("minimum", "minimums")},
        "accessory_stock": Page(V, "stock"),
        **{f"accessory_{name}": act(V, "stock") for name in ("correct", "send")},
        **{f"charger_{name}": act(T, "device") for name in ("say", "need", "take", "put_back")},
    }
)


def address(name, world):
    """Return the path of a page for the rows of `world`."""
    page = PAGES[name]
    return reverse(name, args=page.path_args(world)) + page.query.format(device=world.device.pk)


def ladder_of(name):
    """Return {role of our team: whether it may open this page}."""
    least = LADDER.index(PAGES[name].least)
    return {role: number >= least for number, role in enumerate(LADDER)}


def boundary_of(name):
    """Return {role: whether it may open the page} for the lowest such role and the one below."""
    ladder = ladder_of(name)
    least = LADDER.index(PAGES[name].least)
    return {role: ladder[role] for role in LADDER[max(least - 1, 0) : least + 1]}


def associations_of(name):
    """Return {association: whether it may}, with a second one if the page belongs to the first."""
    page = PAGES[name]
    if not page.is_of_one_association:
        return {Role.ASSOCIATION: page.association}
    is_of_everyone = page.public or page.may_be_absent
    return {Role.ASSOCIATION: True, OTHER_ASSOCIATION: is_of_everyone}


def may_open(role, page):
    if role == Role.ASSOCIATION:
        return page.association
    return LADDER.index(role) >= LADDER.index(page.least)


def is_opened(answer, name):
    """Whether the page was served, or the form, but not its user, was rejected."""
    assert answer.status_code not in {405, 500}
    return answer.status_code not in {403, 404} or PAGES[name].may_be_absent


def patterns(resolver):
    """Yield every URL pattern below `resolver`."""
    for pattern in resolver.url_patterns:
        yield from [pattern] if isinstance(pattern, URLPattern) else patterns(pattern)
