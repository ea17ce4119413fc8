import re
from functools import reduce
from operator import attrgetter, or_

from django.db import connections, models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.db.models.lookups import Contains
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.folding import FoldedField, folded, is_folded, spaced_words, words_of
from core.models import Mergeable
from core.models.addressed import Addressed
from core.models.fields import check, protected_key, user_key, valid_choice
from core.models.lookups import PatternOps, Word
from core.models.validators import is_not_to_come
from core.workflow.guards import frozen, never_deleted
from people.base.lifecycle import Network, ProofKind, RecipientKind, Relationship
from people.base.models.area import Area
from people.base.models.language import Language
from people.base.models.organisation import Organisation
from people.base.representation import REPRESENTATIONS

# Expressions for the words of a name that have an index: the first ten.
WORDS = {f"word_{place}": Word("folded_name", place=place) for place in range(1, 11)}
MIN_INDEXED_LETTERS = 2  # minimum number of letters that the indexes cover
MAX_MATCHES = 500
PERSONAL = [
    "first_name",
    "last_name",
    "phone",
    "email",
    "address",
    "town",
    "reference",
    "home_operator",
    "home_network",
]
FOLDED = ["folded_name", "folded_reference"]


def _has_a_word(beginning):
    """Condition for names with a word that has this prefix, served by the word indexes."""
    return reduce(or_, (Q(**{f"{name}__begins": beginning}) for name in WORDS))


def phones_like(text):
    """How people write this whole French phone number; empty for another text."""
    digits = re.sub(r"[\s.()/-]", "", text.replace("(0)", ""))
    match = re.fullmatch(r"(?:0|(?:\+|00)33)([1-9]\d{8})", digits)
    if not match:
        return []
    first, *others = match[1][0], *re.findall("..", match[1][1:])
    starts = (f"0{first}", f"+33{first}", f"+33 {first}", f"0033{first}")
    return [
        text,
        *(sign.join([start, *others]) for start in starts for sign in ("", " ", ".", "-")),
    ]


MIN_PHONE_DIGITS = 4  # digits of a part of a phone number: fewer are in too many
PHONE_SIGNS = " .-/()"
PHONE_DIGITS = reduce(lambda text, sign: Replace(text, Value(sign)), PHONE_SIGNS, F("phone"))


def with_phone(text):
    """Condition for rows whose phone number contains this part of one; no row for other texts."""
    digits = text.translate(dict.fromkeys(map(ord, PHONE_SIGNS)))
    if not digits.isdecimal() or len(digits) < MIN_PHONE_DIGITS:
        return Q(pk__in=[])
    # In numbers of people who write +33, it stands for the first 0.
    is_start = len(digits) > MIN_PHONE_DIGITS
    return Q(Contains(PHONE_DIGITS, digits.removeprefix("0") if is_start else digits))


class RecipientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All recipients for the counter, or an association's own.

        The warehouse sees no recipients.
        """
        rows = self.filter(merged_into=None)
        if user.has_perm("people.view_recipient"):
            return rows
        return rows.filter(organisation=user.organisation_id or 0)

    def not_anonymised(self):
        """Recipients that were neither anonymised nor merged into another row."""
        return self.filter(anonymised_at=None, merged_into=None)

    def hold(self):
        """Lock these rows until the transaction ends, so that they are not anonymised meanwhile."""
        return list(self.order_by("pk").select_for_update(of=("self",), no_key=True))

    def beginning(self, text, limit=MAX_MATCHES):
        """People whose name or reference has each word of `text` as a prefix of a word, in any
        order, or whose phone number `text` is, or a part of it.

        Accents are ignored. If more than `limit` people match, the others are left out.
        """
        named = self.not_anonymised().order_by()
        by_reference = named.filter(folded_reference__prefix=folded(text))
        ids = [*named._named(text).values_list("pk", flat=True)[:limit]]
        ids += by_reference.values_list("pk", flat=True)[:limit]
        numbers = phones_like(text)
        by_phone = Q(phone__in=numbers) if numbers else with_phone(text)
        ids += named.filter(by_phone).values_list("pk", flat=True)[:limit]
        return self.filter(pk__in=ids)

    def _named(self, text):
        """People whose name has, for each word of `text`, a word that starts with it.

        A single letter matches nobody.
        """
        words = dict.fromkeys(words_of(text))
        sought = [word for word in words if len(word) >= MIN_INDEXED_LETTERS]
        rows = self._with_words(sought) if sought else self.none()
        for word in words.keys() - sought:
            rows = rows.filter(folded_name__contains=f" {word}")
        return rows

    def _with_words(self, sought):
        """Match each word with the indexes; SQLite needs a subquery for each."""
        rows = self.alias(**WORDS)
        if connections[self.db].vendor != "sqlite":
            return rows.filter(*map(_has_a_word, sought))
        named = self.model.objects.alias(**WORDS).order_by().values("pk")
        first, *others = [named.filter(_has_a_word(word)) for word in sought]
        return rows.filter(pk__in=first.intersection(*others) if others else first)


class Recipient(Addressed, Mergeable):
    """A family or a staff member, of exactly one organisation, with the minimum data for a loan.

    A family's personal data is stored only here, and reached through a loan or a request, never
    from a device.
    """

    organisation = protected_key(Organisation, _("organisation"), related_name="recipients")
    kind = models.CharField(
        _("kind"), max_length=8, choices=RecipientKind, default=RecipientKind.FAMILY
    )
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    last_name = models.CharField(_("last name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    # Found by the town, only for figures, and kept after the anonymisation.
    commune = protected_key(Area, null=True, editable=False, related_name="+")
    priority_area = protected_key(
        Area, _("priority area (QPV)"), null=True, blank=True, related_name="+"
    )
    birth_date = models.DateField(
        _("birth date"),
        null=True,
        blank=True,
        validators=[is_not_to_come],
        help_text=_("Only for a minor: a parent or guardian then borrows and signs."),
    )
    household_size = models.PositiveSmallIntegerField(_("people at home"), default=1)
    language = models.CharField(
        _("language of the documents"),
        max_length=2,
        choices=[("fr", "Français"), ("en", "English")],
        default="fr",
    )
    second_language = protected_key(
        Language,
        _("language printed next to the French text"),
        null=True,
        blank=True,
        related_name="+",
    )
    reference = models.CharField(_("the organisation's own reference"), max_length=40, blank=True)
    home_operator = models.CharField(_("operator with coverage at home"), max_length=60, blank=True)
    home_network = models.CharField(_("network at home"), max_length=2, choices=Network, blank=True)
    folded_name = FoldedField(
        _("name normalised for searching: lower case, no accents"),
        max_length=122,
        sources=["first_name", "last_name"],
        fold=spaced_words,
    )
    folded_reference = FoldedField(
        _("reference normalised for searching: lower case, no accents"),
        max_length=40,
        sources=["reference"],
    )
    # Proof of identity, seen once and not asked for again; no copy is stored.
    proof_kind = models.CharField(
        _("proof seen"), max_length=8, choices=ProofKind, blank=True, editable=False
    )
    proof_seen_on = models.DateField(_("proof seen on"), null=True, editable=False)
    proof_seen_by = user_key(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Day of the last entry, correction or contact.
    contact_on = models.DateField(_("last contact on"), default=timezone.localdate, editable=False)
    # Announced day of the erasure; null while nothing is announced.
    erase_on = models.DateField(_("erased on"), null=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        indexes = [
            models.Index(
                fields=["erase_on"],
                condition=Q(anonymised_at=None, erase_on__isnull=False),
                name="people_recipient_to_erase",
            ),
            models.Index(
                fields=["contact_on"],
                condition=Q(anonymised_at=None),
                name="people_recipient_known",
            ),
            models.Index(
                fields=["phone"],
                condition=Q(anonymised_at=None),
                name="people_recipient_phone",
            ),
            *(
                models.Index(PatternOps(word), name=f"people_recipient_{name}")
                for name, word in WORDS.items()
            ),
            models.Index(
                fields=["folded_reference"],
                opclasses=["varchar_pattern_ops"],
                name="people_recipient_by_ref",
            ),
        ]
        constraints = [
            check(
                "anonymised",
                Q(anonymised_at__isnull=True)
                | Q(**dict.fromkeys([*PERSONAL, *FOLDED], ""), birth_date__isnull=True),
                _("An anonymised person cannot have a name or an address."),
            ),
            check(
                "household",
                Q(household_size__gte=1),
                _("There must be at least one person at home."),
            ),
            check("network", Q(home_network__in=["", *Network.values]), _("Choose 3G, 4G or 5G.")),
            valid_choice(
                "kind", RecipientKind, _("A recipient must be a family or a staff member.")
            ),
            check(
                "proof",
                Q(proof_kind="", proof_seen_on=None, proof_seen_by=None)
                | Q(
                    proof_kind__in=ProofKind.values,
                    proof_seen_on__isnull=False,
                    proof_seen_by__isnull=False,
                ),
                _("If proof was seen, enter which document, when and by whom."),
            ),
            is_folded("people_recipient_folded_name", "folded_name", ["first_name", "last_name"]),
            is_folded("people_recipient_folded_reference", "folded_reference", ["reference"]),
            frozen(
                [],
                _("A person cannot be moved to another organisation."),
                name="one_organisation",
                merged=["organisation_id"],
            ),
            frozen(
                ["anonymised_at"],
                _("An anonymised person must stay anonymous."),
                name="stays_anonymous",
                when="OLD.anonymised_at IS NOT NULL",
            ),
            never_deleted(_("A person can be anonymised, but never deleted.")),
        ]

    def __str__(self):
        """Return the full name, for users who may see it; show others `discreet`."""
        if self.anonymised_at:
            return gettext("anonymised person no. %(number)s") % {"number": self.pk}
        return f"{self.first_name} {self.last_name}".strip() or self.discreet

    @property
    def discreet(self):
        """Description without the name, for the warehouse: "family of 3"."""
        if self.kind == RecipientKind.STAFF:
            return gettext("staff member")
        if self.household_size is None:
            return gettext("family")
        return ngettext("one person", "family of %(count)s", self.household_size) % {
            "count": self.household_size
        }

    def seen_by(self, user):
        """The name for users who may see it, `discreet` for all others."""
        knows = (
            user.has_perm("people.view_recipient") or user.organisation_id == self.organisation_id
        )
        return str(self) if knows else self.discreet

    def is_minor(self, today):
        if self.birth_date is None:
            return False
        had_birthday = (today.month, today.day) >= (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - (not had_birthday) < 18

    @property
    def representative(self):
        """The guardian who signs for a minor, or for an adult whom a judge or mandate protects.

        The first guardian suffices. None if the person signs for themselves, as minors do once of
        age.
        """
        first = min(self.guardians.all(), key=attrgetter("pk"), default=None)
        if first is None or first.representation.assists:
            return None
        is_of_age = self.birth_date and not self.is_minor(timezone.localdate())
        return None if is_of_age and not first.representation.of_adult else first

    @property
    def curator(self):
        """The curator or family member who assists an adult and signs beside them, or None."""
        curators = [one for one in self.guardians.all() if one.representation.assists]
        return min(curators, key=attrgetter("pk"), default=None)


class Guardian(models.Model):
    """A parent or guardian of a minor, or the tutor or curator of a protected adult.

    Separated parents have two addresses: papers only state a guardian's name and capacity.
    """

    recipient = protected_key(Recipient, related_name="guardians")
    name = models.CharField(_("name of the guardian"), max_length=120)
    relationship = models.CharField(_("capacity"), max_length=8, choices=Relationship)
    seen_on = models.DateField(
        _("document seen on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which we saw the document that proves the capacity; we keep no copy."
        ),
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        constraints = [
            valid_choice(
                "relationship",
                Relationship,
                _("Choose the capacity: mother, father, guardian or other."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def representation(self):
        """Effect of the capacity, as a `Representation`."""
        return REPRESENTATIONS[Relationship(self.relationship)]
