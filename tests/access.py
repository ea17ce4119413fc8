"""Every address of the product, and who may open it.

The table that the tests of access, of privacy and of accessibility read.
"""

from dataclasses import dataclass

from django.urls import reverse

from people.roles import Role

V, T, C, K, A = Role.VOLUNTEER, Role.TECHNICIAN, Role.COUNTER, Role.COORDINATOR, Role.ADMIN


@dataclass(frozen=True)
class Page:
    """`least` is the lowest role of the house that may; `association` says if one of those may."""

    least: Role
    of: str = ""  # the object of the world that its address names
    association: bool = False
    post: bool = False
    public: bool = False
    file: bool = False  # a file to keep or to print, not a page
    args: tuple = ()
    query: str = ""
    may_be_absent: bool = False  # a page of what one set up, or not found until then

    def path_args(self, world):
        if self.args:
            return [
                getattr(world, arg.lstrip("@")).pk if arg[0] == "@" else arg for arg in self.args
            ]
        return [getattr(world, self.of).pk] if self.of else []

    @property
    def is_of_one_association(self):
        """Whether its address names something that belongs to one association."""
        return self.association and bool(self.of or self.args)


def act(least, of, **more):
    return Page(least, of, post=True, **more)


def public(**more):
    return Page(V, public=True, association=True, **more)


def signed_in(**more):
    return Page(V, association=True, **more)


PAGES = {
    # desk
    "home": signed_in(),
    "scan": Page(V, query="?code=RB0000001"),
    "label": public(args=("RB2600001Y",)),
    # loans: requests, organisations, recipients
    "request_list": Page(V, association=True),
    "request_new": Page(K, association=True),
    "request_detail": Page(V, "sent_request", association=True),
    "request_edit": Page(K, "sent_request", association=True),
    "request_send": act(K, "sent_request", association=True),
    "request_cancel": act(K, "sent_request", association=True),
    "request_accept": Page(K, "sent_request"),
    "request_refuse": Page(K, "sent_request"),
    "request_close": act(K, "accepted_request"),
    "request_prepare": act(C, "accepted_request"),
    "request_reserve": Page(C, "accepted_request"),
    "request_scan": act(C, "accepted_request"),
    "organisation_list": Page(C),
    "organisation_add": Page(K),
    "organisation_detail": Page(C, "organisation", association=True),
    "organisation_edit": Page(K, "organisation"),
    "organisation_decide": act(K, "organisation"),
    "recipient_list": Page(C, association=True),
    "recipient_add": Page(C, association=True),
    "recipient_detail": Page(C, "person", association=True),
    "recipient_edit": Page(C, "person", association=True),
    # loans: the counter
    "loan_list": Page(V, association=True),
    "loan_new": Page(C),
    "loan_detail": Page(V, "active_loan", association=True),
    "loan_hand_over": Page(C, "prepared_loan"),
    "loan_scan": act(C, "prepared_loan"),
    "loan_terms": act(C, "prepared_loan"),
    "loan_accessory": act(C, "prepared_loan"),
    "loan_voucher": act(C, "prepared_loan"),
    "loan_recipient": Page(C, "prepared_loan"),
    "loan_recipient_choose": act(C, "prepared_loan"),
    "loan_cancel": act(C, "prepared_loan"),
    "agreement_issue": act(C, "prepared_loan"),
    "agreement_sign": Page(C, "issued"),
    "agreement_scan": act(C, "issued"),
    "agreement_decline": act(C, "issued"),
    "agreement_file": Page(C, "signed", association=True, file=True),
    "agreementtext_list": Page(K),
    "agreementtext_edit": Page(K, args=("loan", "family", "fr")),
    "return_scan": Page(C),
    "loan_return": Page(C, "active_loan"),
    "receipt_file": Page(C, args=("@active_loan", "@receipt"), association=True, file=True),
    "loan_keep": act(K, "active_loan"),
    "loan_transfer": Page(K, "active_loan"),
    "loanitem_free": act(C, "reserved_item"),
    "loanitem_lost": act(C, "open_item"),
    "loanitem_found": act(C, "lost_item"),
    "loanitem_swap": Page(C, "open_item"),
    # inventory
    "device_list": Page(V),
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
    "bench": Page(T),
    "device_bench": Page(T, "device"),
    "device_check": act(T, "device"),
    "device_finish": act(T, "device"),
    "medium_add": Page(T, "device"),
    "medium_identify": Page(T, "medium"),
    "medium_erase": Page(T, "medium"),
    "medium_remove": act(T, "medium"),
    "medium_put_back": act(T, "medium"),
    "medium_destroy": act(T, "medium"),
    "donation_detail": Page(V, "donation"),
    "donation_count": act(V, "donation"),
    "donation_enter": Page(V, "donation"),
    "import_upload": Page(K, "donation"),
    "import_detail": Page(K, "batch"),
    "import_columns": act(K, "batch"),
    "import_start": act(K, "batch"),
    "import_undo": act(K, "batch"),
    "import_file": Page(K, "batch", file=True),
    "label_print": Page(V, query="?device={device}"),
    "place_list": Page(V),
    "place_add": Page(K),
    "place_edit": Page(K, "place"),
    "voucherbatch_list": Page(C),
    "voucherbatch_add": Page(K),
    "voucherbatch_detail": Page(C, "voucher_batch"),
    "voucherbatch_consign": Page(K, "voucher_batch"),
    "voucher_detail": Page(C, "voucher"),
    "voucher_reveal": act(C, "voucher"),
    "voucher_consign": Page(K, "voucher"),
    "voucher_activate": act(K, "voucher"),
    "voucher_lost": act(K, "voucher"),
    "voucher_cancel": act(K, "voucher"),
    "voucher_give_back": act(K, "voucher"),
    # donations
    "donor_list": Page(K),
    "donor_add": Page(K),
    "donor_detail": Page(K, "donor"),
    "donor_edit": Page(K, "donor"),
    "donation_list": Page(V),
    "donation_add": Page(K),
    "donation_edit": Page(K, "donation"),
    "donation_schedule": Page(K, "donation"),
    "donation_receive": act(V, "donation"),
    "donation_close": act(K, "donation"),
    "donation_reopen": act(K, "donation"),
    "donation_cancel": act(K, "donation"),
    "donation_restore": act(K, "donation"),
    # catalogue
    "reference_index": Page(K),
    "reference_list": Page(K, args=("category",)),
    "reference_add": Page(A, args=("brand",)),
    "reference_edit": Page(A, args=("category", "@category")),
    # people and core
    "language": public(post=True),
    "profile": signed_in(),
    "invitation_accept": public(args=("not-a-token",)),
    "user_list": Page(K),
    "user_invite": Page(K),
    "user_edit": Page(K, "association_user"),
    "user_disable": act(K, "association_user"),
    "user_enable": act(K, "association_user"),
    "site_list": Page(A),
    "site_add": Page(A),
    "site_edit": Page(A, "site"),
    "identity_edit": Page(A),
    "identity_logo": signed_in(file=True, may_be_absent=True),
    # sign-in (django-allauth)
    "account_login": public(),
    "account_logout": public(),
    "account_inactive": public(),
    "account_signup": public(),
    "account_reauthenticate": signed_in(may_be_absent=True),
    "account_email": signed_in(),
    "account_email_verification_sent": public(),
    "account_change_password": signed_in(),
    "account_set_password": signed_in(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(args=("1", "not-a-key")),
    "account_reset_password_from_key_done": public(),
    "account_confirm_email": public(args=("not-a-key",)),
    "account_confirm_login_code": public(),
    "mfa_index": signed_in(),
    "mfa_authenticate": public(),
    "mfa_reauthenticate": signed_in(may_be_absent=True),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": signed_in(may_be_absent=True),
    "mfa_view_recovery_codes": signed_in(may_be_absent=True),
    "mfa_generate_recovery_codes": signed_in(),
    "mfa_download_recovery_codes": signed_in(file=True, may_be_absent=True),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(),
    "mfa_reauthenticate_webauthn": signed_in(may_be_absent=True),
    "mfa_remove_webauthn": signed_in(args=("@passkey",), may_be_absent=True),
    "mfa_edit_webauthn": signed_in(args=("@passkey",), may_be_absent=True),
    "mfa_login_webauthn": public(),
}


def address(name, world):
    """The path of a page, for the things of `world`."""
    page = PAGES[name]
    return reverse(name, args=page.path_args(world)) + page.query.format(device=world.device.pk)
