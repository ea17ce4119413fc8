"""Register of processing (RGPD, art. 30): proposed by Rebond, completed by the association."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from core.modules.registry import is_on, without_what_is_off
from people.models import Processing, Retention
from people.outbox.channels import mail_delivers
from people.outbox.sms import sms_backend


class If(NamedTuple):
    """A sentence that is proposed only if `is_true()`."""

    is_true: Callable
    text: str


USUAL = {
    "security": [
        gettext_lazy(
            "Each person signs in with a role; coordinators and administrators with a second"
            " factor. Warehouse volunteers see no names.{vouchers: Voucher codes are encrypted.}"
        ),
        gettext_lazy(
            "Files have random names and are served by access-controlled pages. Each "
            "consultation is logged. Backups contain no keys."
        ),
    ]
}


@dataclass(frozen=True)
class Line:
    """An entry as displayed: its row if the association edited it, and its parts as text."""

    code: str
    parts: dict
    is_own: bool  # added by the association
    is_changed: bool
    row: Processing | None  # the row with edits and confirmation

    @property
    def name(self):
        return self.parts["name"]

    def _labelled(self, left_out):
        field = Processing._meta.get_field
        return [
            (field(name).verbose_name, text)
            for name, text in self.parts.items()
            if name not in left_out
        ]

    @property
    def shown(self):
        """(label, text) of each part except the name."""
        return self._labelled({"name"})

    @property
    def published(self):
        """(label, text) of the parts for the people concerned, without security measures."""
        return self._labelled({"name", "security"})

    @property
    def fingerprint(self):
        """Digest of the text, submitted with a confirmation to prove what was read."""
        return sha256(json.dumps(self.parts).encode()).hexdigest()


CARRIERS = [
    If(mail_delivers, gettext_lazy("The provider that carries our e-mails.")),
    If(lambda: sms_backend().delivers, gettext_lazy("The provider that carries our SMS.")),
    gettext_lazy("The provider that hosts our software."),
]
PROPOSED = {
    "families": {
        "name": gettext_lazy("Lending and giving equipment to families"),
        "purpose": [
            gettext_lazy(
                "Answer requests, hand over devices and connections, follow loans, remind people "
                "of due dates, repair faults, and count what was done: figures do not name "
                "anyone.{priority: The order of requests is a sum of points chosen by our team.} A "
                "person decides on each request, and no decision is automated (GDPR, art. 22)."
            )
        ],
        "basis": [
            gettext_lazy(
                "Legitimate interest of the association (GDPR, art. 6(1)(f)): to know "
                "what it lends or gives and to whom, and to recover what it lends."
            ),
            gettext_lazy(
                "A protective measure reveals something about a person’s health: it is "
                "recorded only so that the agreement binds the right person and can be "
                "proved (GDPR, art. 9(2)(f))."
            ),
        ],
        "people": gettext_lazy(
            "People who borrow or receive equipment, parents and guardians, and people "
            "who collect for them."
        ),
        "data": [
            gettext_lazy(
                "Name, phone, e-mail, address, language, number of people at home and "
                "their equipment, purpose of the request and how urgent it is."
            ),
            If(
                partial(is_on, "vouchers"),
                gettext_lazy("The operator and the mobile network with coverage at home."),
            ),
            gettext_lazy(
                "Birth date of a minor; name, capacity, phone and address of a parent "
                "or guardian; name of a person who signs, assists or collects."
            ),
            gettext_lazy(
                "Equipment, dates, faults and losses; letters, messages and calls; "
                "signed documents with the signature; which proof of identity was "
                "shown and on what day, without a copy."
            ),
            If(partial(is_on, "appointments"), gettext_lazy("Appointments.")),
            If(partial(is_on, "vouchers"), gettext_lazy("Numbers of SIM cards and vouchers.")),
            If(
                partial(is_on, "training"),
                gettext_lazy("Whether training was offered, and the answer."),
            ),
            gettext_lazy(
                "Sensitive data: that an adult has a protective measure (tutelle, curatelle,"
                " habilitation familiale, mandat de protection future), and the person who"
                " represents or assists them. Nothing else about health is asked, and nothing about"
                " origin or income."
            ),
        ],
        "recipients": [
            gettext_lazy(
                "Our team: the counter and the coordinators. For protective measures: "
                "our team and the organisation that refers the person, nobody else."
            ),
            gettext_lazy(
                "The organisation that refers the person; it is responsible for its own files."
            ),
            *CARRIERS[:-1],
            gettext_lazy("The carrier, for a parcel sent to the person’s home."),
            If(
                partial(is_on, "outside"),
                gettext_lazy("The workshop that repairs a device, for any data left on it."),
            ),
            CARRIERS[-1],
        ],
        "term": [
            gettext_lazy("%(families)s months after the last contact, then names are erased."),
            gettext_lazy(
                "Signed documents are kept apart as proof for %(agreements)s years "
                "after the end of the loan. A protective measure is erased with the "
                "name, and stays in these documents."
            ),
            gettext_lazy("Access log: %(openings)s months."),
        ],
    },
    "staff": {
        "name": gettext_lazy("Equipping staff and volunteers of organisations"),
        "purpose": gettext_lazy("Lend work equipment, follow it and record its return."),
        "basis": gettext_lazy(
            "Legitimate interest of the association (GDPR, art. 6(1)(f)): to know what "
            "it lends or gives and to whom, and to recover what it lends."
        ),
        "people": gettext_lazy("Employees and volunteers of organisations."),
        "data": gettext_lazy(
            "Work name, phone and e-mail, reference, equipment, dates, faults and "
            "losses, letters, signed agreement."
        ),
        "recipients": [
            gettext_lazy("Our team: the counter and the coordinators."),
            gettext_lazy("The organisation they work for."),
            *CARRIERS,
        ],
        "term": gettext_lazy(
            "%(staff)s months after the last contact; lists received, %(lists)s days; signed"
            " documents kept apart, %(agreements)s years after the end of the loan."
        ),
    },
    "structures": {
        "name": gettext_lazy("Organisations and their users"),
        "purpose": gettext_lazy(
            "Requests{conventions:, partnership agreements}{appointments:, "
            "appointments}, letters about loans."
        ),
        "basis": gettext_lazy(
            "Legitimate interest of the association (GDPR, art. 6(1)(f)): to work with "
            "the organisations that refer people to it."
        ),
        "people": gettext_lazy("People who request access or sign in for an organisation."),
        "data": gettext_lazy("Work name, e-mail and phone, actions, sign-ins."),
        "recipients": [gettext_lazy("Coordinators."), *CARRIERS],
        "term": [
            gettext_lazy(
                "As long as we work together{conventions:; signed partnership "
                "agreements, %(agreements)s years after their end}. Accounts "
                "%(accounts)s months after they are closed, then without a name."
            )
        ],
    },
    "donors": {
        "name": [gettext_lazy("Donors and collections")],
        "purpose": [
            gettext_lazy(
                "Collect donations, prove erasure, and report what happened to the equipment."
            ),
        ],
        "basis": [
            gettext_lazy(
                "Donation agreement (GDPR, art. 6(1)(b)) with an individual. For the "
                "contact of a company or a public body: legitimate interest, to "
                "collect and follow its donations (art. 6(1)(f))."
            ),
            gettext_lazy("Receipts and accounts: legal obligation (art. 6(1)(c))."),
        ],
        "people": gettext_lazy("Donors and their contacts."),
        "data": gettext_lazy(
            "Name, address, phone, e-mail, SIREN, contact, what was given, its declared value."
        ),
        "recipients": [
            gettext_lazy("Coordinators, and drivers on the day of a collection."),
            *CARRIERS,
        ],
        "term": gettext_lazy(
            "Receipts, certificates and other documents of lots: %(receipts)s years; then their"
            " files and content are deleted, while their numbers and amounts remain. Contacts, and"
            " donors who are individuals, %(donors)s months after the last lot, then erased;"
            " documents that name individuals are kept apart in the meantime."
        ),
    },
    "team": {
        "name": gettext_lazy("Accounts of our team"),
        "purpose": gettext_lazy("Sign in, work at one’s site, know who did what."),
        "basis": gettext_lazy("Legitimate interest: security and proof (GDPR, art. 6(1)(f))."),
        "people": gettext_lazy("Volunteers, employees and administrators of the association."),
        "data": gettext_lazy(
            "Name, e-mail, role, sites, actions, records of people that were opened."
        ),
        "recipients": [gettext_lazy("Administrators."), *CARRIERS],
        "term": gettext_lazy(
            "The account is closed when the person leaves, and anonymised %(accounts)s months"
            " later: the history then names a former user. Access log: %(openings)s months."
        ),
    },
}


def _terms():
    terms = Retention.cached()
    return {
        "families": terms.family_months,
        "staff": terms.staff_months,
        "agreements": terms.agreement_years,
        "receipts": terms.accounts_years,
        "lists": terms.list_days,
        "accounts": terms.account_months,
        "donors": terms.donor_months,
        "openings": terms.opening_months,
    }


def extend(code, key, parts):
    """Describe how the module `key` uses an entry's data, after its first sentence.

    With an empty code, the text belongs to every proposed entry.
    """
    for name, text in parts.items():
        (PROPOSED[code] if code else USUAL)[name].insert(1, If(partial(is_on, key), text))


def _in_words(part, terms, separator=" "):
    """Return the applicable sentences of a part, with the current retention periods."""
    sentences = part if isinstance(part, list) else [part]
    used = [one for one in sentences if not isinstance(one, If) or one.is_true()]
    words = separator.join(str(getattr(one, "text", one)) for one in used)
    return without_what_is_off(words) % terms


def _proposal(code):
    """{part: text} in the reader's language, with the current retention periods."""
    terms = _terms()
    separators = {"name": ", "}
    return {
        name: _in_words(part, terms, separators.get(name, " "))
        for name, part in ((USUAL | PROPOSED[code]) if code in PROPOSED else {}).items()
    }


def register() -> list[Line]:
    """All entries of the processing record: proposed ones as edited, then custom ones."""
    rows = {row.code: row for row in Processing.objects.select_related("confirmed_by")}
    return [_line(code, rows.get(code)) for code in dict.fromkeys([*PROPOSED, *rows])]


def line_of(code: str) -> Line | None:
    row = Processing.objects.select_related("confirmed_by").filter(code=code).first()
    return _line(code, row) if row or code in PROPOSED else None


def _line(code, row):
    proposed = _proposal(code)
    written = {name: getattr(row, name) for name in Processing.PARTS} if row else {}
    parts = {name: written.get(name) or proposed.get(name, "") for name in Processing.PARTS}
    return Line(code, parts, not proposed, any(written.values()), row)
