from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned
from core.forms.widgets import RowsField
from people.accounts.account_mails import password_reset_job
from people.accounts.middleware import SHARED, SHORT
from people.accounts.passwords import MIN_LENGTH_ALONE, min_length
from people.base.roles import SUMMARIES, Role
from people.models import Organisation, Site, User
from people.organisations.forms import OrganisationField


class InviteForm(ActForm):
    """Form for `invite`, limited to the fields that `by` may set.

    An administrator sets all fields, a coordinator those for users of associations, and the manager
    of an association only the name.
    """

    left_to_managers = ("submission", "name", "email")

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (role, format_lazy(_("{role}: {summary}"), role=role.label, summary=SUMMARIES[role]))
            for role in Role
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Each role in our team has all the permissions of the roles above it, and more."
        ),
    )
    organisation = OrganisationField(
        required=False, help_text=_("Only for users of an organisation.")
    )
    is_manager = forms.BooleanField(
        label=_("Manages the users of their organisation"), required=False
    )
    sites = RowsField(
        label=_("Sites"),
        queryset=Site.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where this team member works."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if by.organisation_id:
            self.fields = {name: self.fields[name] for name in self.left_to_managers}
            return
        self.fields["organisation"].queryset = Organisation.objects.visible_to(by)
        if by.has_perm("people.manage_users"):
            sites = self.fields["sites"].queryset = Site.objects.all()
            if len(sites) == 1:
                self.fields["sites"].initial = sites
            return
        del self.fields["role"], self.fields["sites"]
        self.fields["organisation"].required = True
        self.fields["organisation"].help_text = ""

    def clean(self):
        cleaned = super().clean()
        cleaned.setdefault("role", None if "role" in self.fields else Role.ASSOCIATION)
        if self.by.organisation_id:
            cleaned["organisation"] = self.by.organisation
        if cleaned["role"] == Role.ASSOCIATION:
            self._clean_association(cleaned)
        elif cleaned["role"]:
            self._clean_team_member(cleaned)
        return cleaned

    def _clean_association(self, cleaned):
        cleaned["sites"] = []
        if not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose the organisation of this person."))

    def _clean_team_member(self, cleaned):
        cleaned["organisation"], cleaned["is_manager"] = None, False
        if not cleaned.get("sites"):
            self.add_error("sites", _("Choose at least one site."))


class UserForm(Versioned, InviteForm):
    """Form for `change_user`."""

    left_to_managers = ("submission", "row_version", "name")

    def __init__(self, *args, user, **kwargs):
        now = {name: getattr(user, name) for name in ("name", "email", "role", "organisation")}
        now |= {"is_manager": user.is_manager, "sites": user.sites.all()}
        super().__init__(*args, initial=now, **kwargs)
        self.edited_row = user

    def hold(self):
        """Do nothing: the operation locks this user and the administrators, in id order."""


class JoinForm(forms.Form):
    """Form for `join`: the name and password of an invited user."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Confirm password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"name": user.name}, **kwargs)
        self.user = user
        words = _("At least %(n)s characters: three or four unrelated words of your own.")
        self.fields["password"].help_text = words % {"n": min_length(user)}

    def clean_password(self):
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean_again(self):
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(_("The two passwords are different."))
        return again


class PasswordResetForm(ResetPasswordForm):
    """allauth's form; a worker sends the letter, so that every address takes the same time."""

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        users = User.objects.filter(email=email, is_active=True)
        password_reset_job.enqueue(users.values_list("pk", flat=True).first())
        return email


class SignInForm(LoginForm):
    """allauth's form, with a checkbox for shared computers that the browser remembers."""

    is_shared = forms.BooleanField(
        label=_("Several people use this computer or phone"),
        required=False,
        help_text=_("The session ends if nobody uses it for a while."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_shared = bool(self.request and self.request.COOKIES.get(SHARED))
        self.fields["is_shared"].initial = is_shared

    def login(self, request, redirect_url=None):
        is_short = len(self.cleaned_data["password"]) < MIN_LENGTH_ALONE
        request.session[SHORT] = self.user.get_session_auth_hash() if is_short else ""
        response = super().login(request, redirect_url)
        if self.cleaned_data["is_shared"]:
            secure = settings.SESSION_COOKIE_SECURE
            age = 365 * 24 * 60 * 60
            response.set_cookie(
                SHARED, "1", max_age=age, secure=secure, httponly=True, samesite="Lax"
            )
        else:
            response.delete_cookie(SHARED, samesite="Lax")
        return response


class PasskeyForm(AddWebAuthnForm):
    """allauth's form for a new passkey, with our texts."""

    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without a password"),
        required=False,
        help_text=_("Your device will ask for your fingerprint, your face or its PIN."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")


class ProfileForm(ActModelForm):
    """Form for the fields of their account that users edit themselves."""

    class Meta:
        model = User
        fields = ["name", "language", "site"]
        labels = {"site": _("Where you work today")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sites = self.instance.sites.filter(is_active=True)
        if len(sites) > 1:
            self.fields["site"].queryset = sites
            self.fields["site"].required, self.fields["site"].empty_label = True, None
        else:
            del self.fields["site"]

    def save(self, user, *, by):
        """Save only these fields, so that concurrent changes by others to the account are kept."""
        user.save(update_fields=[name for name in self._meta.fields if name in self.fields])
        return user
