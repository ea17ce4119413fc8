from secrets import token_hex

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.by_language import languages
from core.models.fields import check, protected_key, valid_choice
from core.models.lookups import holding
from core.workflow.guards import Guard, frozen, never_deleted
from core.workflow.lifecycle import Lockable, Stateful, ToneChoices
from core.workflow.operations import save_valid
from people.base.models.organisation import Organisation
from people.base.models.site import Site
from people.base.roles import MANAGER_GAINS, NEED_SECOND_FACTOR, PERMISSIONS, Role

NOWHERE = "@rebond.invalid"  # undeliverable domain, so never a valid address for sign-in
SYSTEM_EMAIL, LINK_EMAIL = f"system{NOWHERE}", f"link{NOWHERE}"
TECHNICAL = [SYSTEM_EMAIL, LINK_EMAIL]  # users for automatic actions, who never sign in
MACHINE = "machine-"  # prefix of the e-mail of each machine with a token
DEMO_DOMAIN = "@rebond.test"


def former_email(user):
    """Unique placeholder that replaces the e-mail of an anonymised user."""
    return f"former-{user.pk}{NOWHERE}"


class UserQuerySet(models.QuerySet):
    def people(self):
        """All users except machines and the technical and anonymised users."""
        rows = self.filter(anonymised_at=None).exclude(email__in=TECHNICAL)
        return rows.exclude(email__startswith=MACHINE, email__endswith=NOWHERE)

    def visible_to(self, user):
        """All users for users who manage users; users of associations for a coordinator.

        The users of the same association for its manager; otherwise only the user.
        """
        people = self.people()
        if user.has_perm("people.manage_users"):
            return people
        if not user.has_perm("people.invite_association"):
            return people.filter(pk=user.pk)
        if user.organisation_id:
            return people.filter(organisation=user.organisation_id)
        return people.filter(role=Role.ASSOCIATION)

    def matching(self, text):
        """Users whose name or e-mail contains each word of `text`."""
        return holding(self, text, "name", "email")

    def with_access(self, access):
        """Users whose account is open, invited or closed."""
        invited = Q(is_active=False, joined_at=None, invited_at__isnull=False)
        if access == Access.OPEN:
            return self.filter(is_active=True)
        if access == Access.INVITED:
            return self.filter(invited)
        return self.filter(is_active=False).exclude(invited)

    def administrators(self):
        """Administrators, active or invited."""
        rows = self.people().filter(role=Role.ADMIN)
        return rows.with_access(Access.OPEN) | rows.with_access(Access.INVITED)


class Access(ToneChoices):
    OPEN = "open", "good", _("open")
    INVITED = "invited", "wait", _("invited")
    CLOSED = "closed", "done", pgettext_lazy("access", "closed")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def system(self):
        """The user for actions of scheduled jobs, who cannot sign in."""
        return self._technical(SYSTEM_EMAIL, Role.ADMIN)

    def by_link(self):
        """The user for actions of people with a personal link, who cannot sign in."""
        return self._technical(LINK_EMAIL, Role.COORDINATOR)

    def of_machine(self, name, role, sites):
        """Create a user for the actions of a machine with a token; the user cannot sign in."""
        email = f"{MACHINE}{token_hex(6)}{NOWHERE}"
        user = self.model(email=email, name=name, role=role, invited_at=None)
        user.set_unusable_password()
        save_valid(user)
        user.sites.set(sites)
        return user

    def _technical(self, email, role):
        user, is_new = self.get_or_create(
            email=email, defaults={"name": "Rebond", "role": role, "is_active": False}
        )
        if is_new:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


MAX_TO_ASK = 3  # maximum number of colleagues named on a page that refuses access


class User(Addressed, Stateful, Lockable, AbstractBaseUser):
    """A user account with one role, identified by its e-mail.

    Members of our team work at one or more sites; users of an association see only its rows. An
    invitation is an inactive user and a link.
    """

    PAGE = "user_edit"
    NEEDS = "people.invite_association"

    email = models.EmailField(
        _("e-mail"),
        unique=True,
        error_messages={"unique": _("Someone already has this e-mail address.")},
    )
    # The e-mail before the last change, until that address has been notified.
    previous_email = models.EmailField(_("previous e-mail"), blank=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    organisation = protected_key(
        Organisation, _("organisation"), null=True, blank=True, related_name="users"
    )
    is_manager = models.BooleanField(_("manages their organisation’s users"), default=False)
    sites = models.ManyToManyField(Site, verbose_name=_("sites"), blank=True, related_name="staff")
    site = protected_key(Site, _("current site"), null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=languages, default="fr")
    is_active = models.BooleanField(_("may sign in"), default=False)
    invited_at = models.DateTimeField(default=timezone.now, null=True, editable=False)
    joined_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Time at which the account was closed; null while it is open or an invitation is pending.
    closed_at = models.DateTimeField(null=True, editable=False)
    # Time at which another user removed the second factor; part of the session hash.
    second_factor_reset_at = models.DateTimeField(null=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    granted = None  # permissions of the role granted by the API token; None means all

    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            valid_choice("role", Role, _("This role does not exist.")),
            check(
                "organisation",
                Q(role=Role.ASSOCIATION, organisation__isnull=False)
                | ~Q(role=Role.ASSOCIATION) & Q(organisation__isnull=True),
                _(
                    "A user from an organisation must belong to one organisation; "
                    "members of our team must not belong to any."
                ),
            ),
            check(
                "email_lower",
                Q(email=Lower("email")),
                _("Enter the e-mail address in lower case."),
            ),
            check(
                "manager",
                Q(is_manager=False) | Q(role=Role.ASSOCIATION),
                _("Only a user of an organisation can manage its users."),
            ),
            check(
                "anonymised",
                Q(anonymised_at=None) | Q(name="", is_active=False, is_manager=False),
                _("This account has been anonymised: invite the person again."),
            ),
            frozen(
                ["anonymised_at"],
                _("This account has been anonymised: invite the person again."),
                name="stays_anonymous",
                when="OLD.anonymised_at IS NOT NULL",
            ),
            frozen(
                ["email", "role"],
                _("An invitation is for one address and one role: withdraw it, or send another."),
                name="invited_as",
                merged=["organisation_id"],
                # A new unusable password invalidates links sent before.
                when="OLD.joined_at IS NULL AND NEW.invited_at IS NOT NULL"
                " AND NEW.password = OLD.password AND NEW.anonymised_at IS NULL",
            ),
            Guard(
                name="people_user_invited_anew",
                on={
                    "UPDATE": "OLD.joined_at IS NULL AND OLD.invited_at IS NULL"
                    " AND NEW.invited_at IS NOT NULL AND NEW.password = OLD.password"
                },
                violation_error_message=_("Each new invitation must have its own link."),
            ),
            frozen(
                ["joined_at"],
                _("This invitation has already been used."),
                name="joined_once",
                when="OLD.joined_at IS NOT NULL",
            ),
            never_deleted(_("A user can be disabled, but never deleted.")),
        ]

    def __str__(self):
        if self.is_by_link:
            return gettext("the person, with their link")
        return gettext("a former user") if self.anonymised_at else self.name

    @property
    def name_on_proofs(self):
        """The name on proofs; a number once the account is anonymised."""
        return self.name or f"#{self.pk}"

    @property
    def permissions(self):
        mine = PERMISSIONS.get(self.role, frozenset()) | (
            MANAGER_GAINS if self.is_manager else frozenset()
        )
        return mine if self.granted is None else mine & self.granted

    def has_perm(self, permission, obj=None):
        return self.is_trusted and permission in self.permissions

    def has_perms(self, permissions, obj=None):
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label):
        return self.is_trusted and any(p.startswith(f"{app_label}.") for p in self.permissions)

    def to_ask(self):
        """A few coordinators (for a coordinator, administrators) who may do more than this user."""
        if self.organisation_id:
            return []
        role = Role.ADMIN if self.role == Role.COORDINATOR else Role.COORDINATOR
        people = User.objects.filter(role=role, is_active=True).exclude(pk=self.pk)
        here = models.Exists(Site.objects.filter(staff=models.OuterRef("pk"), pk=self.site_id))
        return people.annotate(is_here=here).order_by("-is_here", "name")[:MAX_TO_ASK]

    def check_acts_for(self, organisation_id, permission):
        """Raise `PermissionDenied` for a user of another organisation."""
        if self.organisation_id not in {None, organisation_id}:
            raise PermissionDenied(permission)

    @property
    def is_trusted(self):
        """Whether this user may act: active, technical or a machine, and with a known role."""
        is_open = self.is_active or self.email in TECHNICAL or self.is_machine
        return is_open and self.is_role_valid

    @property
    def is_role_valid(self):
        """Whether this release knows the role; another release may have stored a different one."""
        return self.role in PERMISSIONS

    @property
    def is_machine(self):
        return self.email.startswith(MACHINE) and self.email.endswith(NOWHERE)

    @property
    def is_by_link(self):
        """Whether this is the user of people who act with their personal links."""
        return self.email == LINK_EMAIL

    @property
    def access(self):
        """State of the account: open, invited or closed.

        `invited_at` is empty after a withdrawal.
        """
        if self.is_active:
            return Access.OPEN
        return Access.INVITED if self.invited_at and not self.joined_at else Access.CLOSED

    @property
    def state(self):
        return self.access

    @property
    def is_of_our_team(self):
        return self.role != Role.ASSOCIATION and not self.is_by_link

    @property
    def is_of_demo(self):
        """Whether the demo created this account.

        Real installations do not use such addresses (RFC 2606).
        """
        return self.email.endswith(DEMO_DOMAIN)

    @property
    def needs_second_factor(self):
        is_signed_in = self.granted is None
        return is_signed_in and settings.MFA_REQUIRED and self.role in NEED_SECOND_FACTOR

    @cached_property
    def site_ids(self):
        return list(self.sites.values_list("pk", flat=True))

    def get_session_auth_hash(self):
        """Return a hash whose change ends all sessions of this user.

        It covers the password, e-mail, role, organisation, reset of the second factor and closing.
        """
        facts = [self.password, self.email, self.role, self.organisation_id, self.is_manager]
        seed = "|".join(map(str, [*facts, self.is_active, self.second_factor_reset_at]))
        return salted_hmac("people.User.session", seed, algorithm="sha256").hexdigest()
