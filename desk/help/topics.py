"""Help topics: the pages that link to each topic, and the roles that it is for."""

from typing import NamedTuple

from core.modules.registry import is_url_on
from desk.help.pages import FOLDERS, help_language, read_page
from people.base.roles import LADDER, Role


class Topic(NamedTuple):
    """A help topic: a page and a screenshot from the demo.

    `pages` are the URL names that link to it, separated by spaces; `least` is the lowest role
    of our team that needs it, and `for_associations` whether associations see it too. A topic
    of a module follows the topic `after`, or comes last.
    """

    key: str
    least: Role
    pages: str
    for_associations: bool = False
    after: str = ""

    @property
    def page(self):
        """Title and text of the topic, in the active language."""
        return read_page(self.key)

    @property
    def picture(self):
        """Path of the topic's picture among the static files, in the language of the help."""
        return f"help/{picture_of(self.key, help_language())}"

    @property
    def is_on(self):
        """Whether any page of the topic belongs to an enabled module."""
        return any(is_url_on(page) for page in self.pages.split())

    def is_for(self, role):
        """Whether a user with this role does the work that the topic explains."""
        if role == Role.ASSOCIATION:
            return self.for_associations
        return LADDER.index(role) >= LADDER.index(self.least)


def picture_of(key, language):
    """The name of a picture in `help/pictures`."""
    return f"{key}.{language}.webp"


TOPICS = [
    Topic("scanning", Role.VOLUNTEER, "scan find label shelf_label document_label photo_add"),
    Topic("batch", Role.VOLUNTEER, "run_list run_pick run_new run_detail"),
    Topic(
        "donations",
        Role.VOLUNTEER,
        "donation_list donation_add donation_edit donation_detail donation_schedule",
    ),
    Topic(
        "intake",
        Role.VOLUNTEER,
        "donation_arrive donation_enter device_register device_attach code_attach",
    ),
    Topic(
        "imports",
        Role.COORDINATOR,
        "import_list import_upload import_detail import_reading import_withheld device_export",
    ),
    Topic("donors", Role.COORDINATOR, "donor_list donor_add donor_detail donor_edit donor_import"),
    Topic("values", Role.COORDINATOR, "donation_values device_value"),
    Topic(
        "devices",
        Role.VOLUNTEER,
        "device_list device_detail device_edit device_story device_move device_retire",
    ),
    Topic(
        "labels",
        Role.VOLUNTEER,
        "label_print device_relabel tag_list tagbatch_add tagbatch_detail",
    ),
    Topic("places", Role.VOLUNTEER, "place_list place_add place_edit place_import"),
    Topic("transfers", Role.VOLUNTEER, "transfer_list transfer_add transfer_detail"),
    Topic(
        "outings",
        Role.VOLUNTEER,
        "outing_list outing_add refurbisher_list refurbisher_add refurbisher_edit",
    ),
    Topic("exits", Role.VOLUNTEER, "exit_list exit_add exit_detail exit_edit"),
    Topic(
        "accessories",
        Role.VOLUNTEER,
        "accessory_list accessory_receive accessory_count accessory_stock",
    ),
    Topic(
        "bench",
        Role.TECHNICIAN,
        "bench together device_bench device_specify machine_read machine_report",
    ),
    Topic(
        "checklists",
        Role.TECHNICIAN,
        "checklist_list checklist_version checklist_edit checklist_shipped",
    ),
    Topic(
        "erasure",
        Role.TECHNICIAN,
        "medium_add medium_identify medium_erase medium_destroy report_attach erasure_report",
    ),
    Topic("certificates", Role.VOLUNTEER, "certificate certificate_revoke"),
    Topic(
        "repairs",
        Role.TECHNICIAN,
        (
            "repair_list repairpart_list repair_open repair_detail repair_note repair_wait "
            "repair_fit repair_take repair_end repair_cancel repair_accept repair_file_add"
        ),
    ),
    Topic("queue", Role.TECHNICIAN, "workshop_queue"),
    Topic(
        "requests",
        Role.VOLUNTEER,
        "request_list request_new request_detail request_edit requestgroup_detail",
        for_associations=True,
    ),
    Topic(
        "allocation",
        Role.COUNTER,
        ("answer_queue request_accept request_refuse waiting_list weights_edit"),
    ),
    Topic("reservations", Role.VOLUNTEER, "request_reserve reservation_list"),
    Topic(
        "handover",
        Role.COUNTER,
        (
            "loan_new loan_hand_over loan_recipient loan_what loan_explained loan_terms loan_more "
            "loan_arrange request_hand_over"
        ),
    ),
    Topic(
        "signing",
        Role.COUNTER,
        (
            "signing_list agreement_issue agreement_sign amendment_sign loan_signed "
            "signature_remote signature_copy unlock"
        ),
    ),
    Topic("genuine", Role.VOLUNTEER, "agreement_check", for_associations=True),
    Topic(
        "loans",
        Role.VOLUNTEER,
        "loan_list loan_detail",
        for_associations=True,
    ),
    Topic(
        "changes",
        Role.COUNTER,
        "loan_transfer loan_correct loan_renew renewal_list renewal_answer loanitem_swap",
    ),
    Topic(
        "incidents",
        Role.COUNTER,
        "loan_report incident_list incident_new incident_detail",
        for_associations=True,
    ),
    Topic("overdue", Role.COUNTER, "overdue_list followup_list", for_associations=True),
    Topic("returns", Role.COUNTER, "return_scan return_finish return_done"),
    Topic(
        "appointments",
        Role.VOLUNTEER,
        (
            "appointment_list appointment_day appointment_week appointment_rates "
            "appointment_detail appointment_move appointment_cancel request_book loan_book"
        ),
        for_associations=True,
    ),
    Topic("hours", Role.ADMIN, "site_hours closure_add"),
    Topic(
        "vouchers",
        Role.COUNTER,
        (
            "voucher_stock voucherbatch_list voucher_list voucherbatch_add voucherbatch_detail "
            "voucherlist_detail voucherlist_reading voucher_detail recipient_vouchers"
        ),
    ),
    Topic(
        "organisations",
        Role.COUNTER,
        (
            "organisation_list organisation_add organisation_detail organisation_edit "
            "organisation_import convention_add convention_detail "
            "convention_edit leave_grant"
        ),
        for_associations=True,
    ),
    Topic(
        "recipients",
        Role.COUNTER,
        "recipient_list recipient_add recipient_detail recipient_edit",
        for_associations=True,
    ),
    Topic("users", Role.COORDINATOR, "user_list user_invite user_edit", for_associations=True),
    Topic(
        "account",
        Role.VOLUNTEER,
        "profile invitation_accept account_* openid_* mfa_*",
        for_associations=True,
    ),
    Topic(
        "api",
        Role.VOLUNTEER,
        "api_guide token_mine token_list token_machine token_edit",
        for_associations=True,
    ),
    Topic("messages", Role.COORDINATOR, "message_list message_detail"),
    Topic("letters", Role.COORDINATOR, "lettertext_list lettertext_edit"),
    Topic(
        "agreements",
        Role.COORDINATOR,
        "agreementtext_list agreementtext_edit agreementtext_listen language_add language_edit",
    ),
    Topic(
        "catalogue",
        Role.COORDINATOR,
        (
            "reference_index reference_list reference_add reference_edit kit_list kit_add kit_edit "
            "proposal_list model_import"
        ),
    ),
    Topic(
        "settings",
        Role.COORDINATOR,
        (
            "settings modules_edit identity_edit rules_edit durations_edit sending_edit "
            "labeldefaults_edit figurerules_edit site_list site_add site_edit"
        ),
    ),
    Topic("figures", Role.VOLUNTEER, "figure", for_associations=True),
    Topic("lists", Role.VOLUNTEER, "view_edit", for_associations=True),
    Topic(
        "privacy",
        Role.COORDINATOR,
        (
            "privacy recipient_keep recipient_erase text_list keptpaper_list "
            "keptpaper_open opening_list processing_list processing_add processing_edit "
            "retention_edit privacy_notice legal_notice licence"
        ),
    ),
    Topic("backups", Role.ADMIN, "safekeeping"),
    Topic("home", Role.VOLUNTEER, "home help_index walk", for_associations=True),
]


def _by_page(topics):
    return {page: topic for topic in topics for page in topic.pages.split()}


BY_PAGE = _by_page(TOPICS)


def add(*topics, folder):
    """Add the topics of a module, whose pages are in this folder."""
    for topic in topics:
        keys = [each.key for each in TOPICS]
        TOPICS.insert(keys.index(topic.after) + 1 if topic.after else len(keys), topic)
    BY_PAGE.update(_by_page(topics))
    FOLDERS.append(folder)


def link_pages(key, pages):
    """Show the topic `key` as the help of these pages of a module."""
    topic = next(one for one in TOPICS if one.key == key)
    BY_PAGE.update(dict.fromkeys(pages.split(), topic))


def topic_of(page):
    """The help topic for this URL name, or None.

    Pages of the sign-in library are looked up by the first word of their names.
    """
    return BY_PAGE.get(page) or BY_PAGE.get(f"{page.partition('_')[0]}_*")


def topics_for(role):
    return [topic for topic in TOPICS if topic.is_on and topic.is_for(role)]
