"""Global search: rows that match words or a part of a code, by kind, within the user's scope.

A full code redirects to its row (`desk.scanning.scan`). Otherwise prefixes of words match: “salah
am” finds Amina Ben Salah, and the middle of a word matches nothing, in the header as in the list of
recipients. Indexes of the first ten words of a name answer in under thirty milliseconds at a
million devices, without a second copy of names to anonymise. Organisations and donors are few: they
are matched in Python by any part of their words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue.category_words import categories_by_word, category_key
from catalogue.models import Brand, Category, DeviceModel
from catalogue.names import key_of
from core.folding import words_of
from core.lists.encrypted_params import veil
from core.modules.registry import is_url_on
from core.text_input import line_of
from desk.navigation import Navigation
from desk.scanning.scan import address_of
from donations.models import Donation, Donor
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Voucher
from loans.models import Loan, Request
from people.base.models.recipient import with_phone
from people.models import Organisation, Recipient, User

MAX_RESULTS = 6  # results of each kind
MIN_QUERY_LENGTH = 2  # letters or digits: fewer would match too much
ARTICLES = _("the all for our with")  # words that the search for a page ignores
MAX_NAMED = 50  # models or brands that match a name


@dataclass(frozen=True)
class Kind:
    """A kind of search result: `rows(text, user)` returns the matches of `text`, best first.

    `list_name` is the list that finds all matches by `q`; `words(row, user)` is the description
    that `user` may see.
    """

    name: str
    label: str
    icon: str
    rows: Callable
    words: Callable = lambda row, user: ""
    list_name: str = ""
    permission: str = ""


@dataclass
class MatchGroup:
    """Search results of one kind: (object, URL, text) each; `more` links to all."""

    kind: Kind
    rows: list
    more: str = ""


def find(text, user):
    """Search all that `user` may see for `text`: a `MatchGroup` for each kind with matches."""
    text = line_of(text)
    if len(text) < MIN_QUERY_LENGTH:
        return []
    groups = []
    for kind in KINDS:
        if kind.list_name and not is_url_on(kind.list_name):
            continue
        if kind.permission and not user.has_perm(kind.permission):
            continue
        matches = list(kind.rows(text, user)[: MAX_RESULTS + 1])
        if matches:
            rows = [(t, page_of(t, user), kind.words(t, user)) for t in matches[:MAX_RESULTS]]
            groups.append(MatchGroup(kind, rows, _all_of(kind, text, user, len(matches))))
    return groups


def pages_named(text, user):
    """(label, icon, URL) of the pages and actions with words that begin with those of `text`.

    The best comes first: a setting after other pages, and a label with the words and few others
    before further search words.
    """
    ignored = set(words_of(str(ARTICLES)))
    words = [word for word in words_of(text) if word not in ignored]
    long = [word for word in words if len(word) > 2 or word.isdigit()]
    sought = [_singular(word) for word in long or words]
    pages = []
    for page, more, is_setting in Navigation(user).pages:
        named, others = _singulars(page[0]), _singulars(more)
        missing = [word for word in sought if not _begins_one_of(word, named)]
        if sought and all(_begins_one_of(word, others) for word in missing):
            is_whole = not missing and len(named) == len(sought)
            pages.append((not is_whole, is_setting, len(missing), len(named), len(pages), page))
    named = [page for *_rank, page in sorted(pages, key=lambda ranked: ranked[:-1])]
    return _devices_of_category(text, user) + named


def _devices_of_category(text, user):
    """The list of devices of the category that `text` means: “tablettes”, “GSM”, “smartphones”."""
    if not user.has_perm("inventory.view_device"):
        return []
    meant = Category.objects.filter(code=categories_by_word().get(category_key(text)))
    return [
        (str(each), "laptop", reverse("device_list", query={"category": each.pk})) for each in meant
    ]


def best_of(text, user):
    """URL of the result that Enter opens; None if there is none, or if a row must be chosen."""
    found, pages = find(text, user), pages_named(text, user)
    if found and pages:
        return None
    rows = {row: address for group in found for row, address, _words in group.rows}
    people = {getattr(row, "recipient", row) for row in rows}  # the loans of a person are theirs
    only = [*rows.values()] if len(rows) == 1 else [rows.get(one) for one in people]
    return pages[0][2] if pages else only[0] if len(only) == 1 else None


def _singulars(words):
    return [_singular(word) for word in words_of(str(words))]


def _singular(word):
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _begins_one_of(word, others):
    return any(other.startswith(word) for other in others)


def page_of(row, user):
    """URL of a search result; a request opens its own page, not the hand-over prepared for it."""
    return row.get_absolute_url() if isinstance(row, Request) else address_of(row, user)


def is_code(text):
    """Whether the text may be a code instead of words: no space, and a digit."""
    text = line_of(text)
    return " " not in text and any(letter.isdigit() for letter in text)


def _all_of(kind, text, user, count):
    if count <= MAX_RESULTS or not kind.list_name:
        return ""
    return f"{reverse(kind.list_name)}?{urlencode({'q': veil(text, user)})}"


def _devices(text, user):
    """Search by prefix of tag, serial number, IMEI or donor's number; else by brand and model."""
    mine, code = Device.objects.visible_to(user).for_list(), "".join(text.upper().split())
    numbers = ("imei", "imei2") if code.isdecimal() else ()
    by_code = _ids(
        [
            *(
                mine.filter(**{f"{name}__prefix": code})
                for name in ("asset_tag", "serial", *numbers)
            ),
            mine.filter(donor_tag__prefix=" ".join(text.upper().split())),
        ]
    )
    ids = by_code or _ids(mine.filter(model__in=some) for some in [_models(text)] if some)
    if not ids:
        ids = _ids(mine.filter(brand__in=some) for some in [_brands(text)] if some)
    return mine.filter(pk__in=ids[: MAX_RESULTS + 1]).exclude(status=DeviceStatus.WITHDRAWN)


def _ids(queries):
    """Ids of a few rows of each query, unordered so that the database stops early."""
    return [
        pk
        for rows in queries
        for pk in rows.order_by().values_list("pk", flat=True)[: MAX_RESULTS + 1]
    ]


def _models(text):
    """Models whose brand and name contain each word: “latitude”, “dell 7490”."""
    rows = DeviceModel.objects.order_by()
    for word in key_of(text).split():
        brands = Brand.objects.called(word).values("pk")
        rows = rows.filter(Q(key__contains=word) | Q(brand__in=brands))
    named = rows.filter(_any_word("key", text))
    return list(named.values_list("pk", flat=True)[:MAX_NAMED])


def _any_word(column, text):
    condition = Q()
    for word in key_of(text).split():
        condition |= Q(**{f"{column}__contains": word})
    return condition


def _brands(text):
    rows = Brand.objects.called(key_of(text))
    return list(rows.order_by().values_list("pk", flat=True)[:MAX_NAMED])


def _people(text, user):
    return (
        Recipient.objects.visible_to(user)
        .beginning(text, MAX_RESULTS + 1)
        .select_related("organisation")
    )


def _requests(text, user):
    mine = Request.objects.visible_to(user).select_related("organisation", "recipient")
    # messages show the reference
    own = mine if user.has_perm("loans.write_message") else mine.none()
    return _by_ids(mine, mine.filter(number__prefix=text.upper()), own.beginning(text))


def _loans(text, user):
    """Loans by number, or by the name of a person whom the user may see."""
    mine = Loan.objects.visible_to(user).select_related("organisation", "recipient")
    people = Recipient.objects.visible_to(user).beginning(text, MAX_RESULTS + 1)
    theirs = mine.filter(recipient__in=people.order_by().values("pk"))
    return _by_ids(mine, mine.filter(number__prefix=text.upper()), theirs)


def _by_ids(mine, *queries):
    return mine.filter(pk__in=_ids(queries)).order_by("-pk")


def _bodies(text, user):
    rows = Organisation.objects.visible_to(user)
    numbered = Q(siret__startswith="".join(text.split())) | with_phone(text)
    return rows.filter(Q(pk__in=rows.called(text).values("pk")) | numbered).order_by("name")


def _donors(text, user):
    rows = Donor.objects.visible_to(user)
    ids = rows.called(text).values("pk")
    return rows.filter(Q(pk__in=ids) | with_phone(text)).order_by("name")


def _lots(text, user):
    mine = Donation.objects.visible_to(user).select_related("donor")
    donors = Donor.objects.searched_by(user, text).order_by()
    by_donor = mine.filter(donor__in=donors.values("pk"))
    return _by_ids(mine, mine.filter(reference__prefix=text.upper()), by_donor)


def _vouchers(text, user):
    mine = Voucher.objects.visible_to(user).select_related("batch__product")
    return mine.ending(text).order_by("-pk")


def _users(text, user):
    return User.objects.visible_to(user).matching(text).order_by("name")


def _for_whom(row, user):
    person = row.recipient.seen_by(user) if row.recipient else ""
    may_name = user.organisation_id or user.has_perm("people.view_organisation")
    return " · ".join(filter(None, [str(row.organisation) if may_name else "", str(person)]))


KINDS = [
    Kind(
        "devices",
        _("Devices"),
        "laptop",
        _devices,
        lambda device, user: device.designation,
        "device_list",
    ),
    Kind(
        "people",
        _("Recipients"),
        "users",
        _people,
        lambda person, user: person.reference or str(person.organisation),
        "recipient_list",
    ),
    Kind("requests", _("Requests"), "inbox", _requests, _for_whom, "request_list"),
    Kind("loans", _("Loans and gifts"), "handshake", _loans, _for_whom, "loan_list"),
    Kind(
        "bodies",
        _("Organisations"),
        "building-2",
        _bodies,
        lambda body, user: body.town,
        "organisation_list",
        "people.view_organisation",
    ),
    Kind(
        "lots",
        _("Donations"),
        "truck",
        _lots,
        lambda lot, user: lot.donor.named_for(user),
        "donation_list",
        "donations.view_donation",
    ),
    Kind(
        "donors",
        _("Donors"),
        "heart-handshake",
        _donors,
        lambda donor, user: donor.get_kind_display(),
        "donor_list",
        "donations.view_donor",
    ),
    Kind(
        "vouchers",
        _("Vouchers"),
        "ticket",
        _vouchers,
        lambda voucher, user: str(voucher.batch.product),
        "voucher_list",
        "inventory.view_voucher",
    ),
    Kind(
        "users",
        _("Users"),
        "user-cog",
        _users,
        lambda who, user: who.get_role_display(),
        "user_list",
        "people.invite_association",
    ),
]
