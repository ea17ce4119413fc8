"""Forms of tokens."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from api.models import Token, networks_of
from api.scopes import OFFERED, Scope, scopes_for
from core.forms.base import ActForm, ActModelForm
from people.base.roles import LADDER, Role
from people.models import Site

USUAL = timedelta(days=365)


class TokenLimits(forms.Form):
    """Limits of a token: its sites, networks, last day and scopes."""

    scopes = forms.MultipleChoiceField(
        label=_("Permissions"), choices=Scope, widget=forms.CheckboxSelectMultiple
    )
    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(),
        label=_("Only at these sites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If no site is ticked, the token covers all sites of its user."),
    )
    networks = forms.CharField(
        label=_("Only from these addresses"),
        max_length=1_000,
        required=False,
        validators=[networks_of],
        widget=forms.Textarea(attrs={"rows": 2, "class": "mono", "spellcheck": "false"}),
        help_text=Token._meta.get_field("networks").help_text,
    )
    expires_on = forms.DateField(
        label=_("Last day"), help_text=_("No later than one year from now.")
    )

    def offer(self, user, role, *, granted):
        """Limit the choices to the scopes of this role and the sites that `user` may see."""
        self.fields["scopes"].choices = [
            (scope.value, OFFERED[scope]) for scope in scopes_for(role, granted=granted)
        ]
        sites = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["sites"].queryset = sites
        if user.organisation_id:
            del self.fields["sites"]


class TokenForm(TokenLimits, ActForm):
    """Form for `open_token`, for the user's own token."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=Token._meta.get_field("name").help_text
    )
    field_order = ["name", "scopes"]

    def __init__(self, data=None, *, user):
        ends = timezone.localdate() + USUAL
        super().__init__(data, initial={"expires_on": ends, "scopes": [Scope.READ]})
        self.offer(user, user.role, granted=user.has_perm("people.manage_users"))


class MachineForm(TokenForm):
    """Form for `open_machine_token`."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in LADDER if role != Role.ADMIN]
    )
    field_order = ["name", "role", "scopes"]

    def __init__(self, data=None, *, user):
        super().__init__(data, user=user)
        self.offer(user, Role.COORDINATOR, granted=True)
        self.fields["scopes"].choices = [
            (scope, _with_lowest(label, scope)) for scope, label in self.fields["scopes"].choices
        ]
        self.fields["sites"].required = True
        self.fields["sites"].help_text = ""

    def clean(self):
        """Name the scopes that the chosen role does not have."""
        cleaned = super().clean()
        has = [
            str(scope) for scope in scopes_for(cleaned.get("role", Role.COORDINATOR), granted=True)
        ]
        lacking = [str(OFFERED[scope]) for scope in cleaned.get("scopes", []) if scope not in has]
        if lacking:
            words = gettext(
                "This role does not allow these permissions: %(scopes)s. Untick them, or "
                "choose a higher role."
            )
            self.add_error("scopes", words % {"scopes": ", ".join(lacking)})
        return cleaned


def _with_lowest(label, scope):
    """The label of a scope, with the lowest role that has it if some roles lack it."""
    role = next(role for role in LADDER if scope in scopes_for(role, granted=True))
    if role == LADDER[0]:
        return label
    return format_lazy(_("{scope} (role “{role}” or higher)"), scope=label, role=role.label)


class LimitsForm(TokenLimits, ActModelForm):
    """Form for `change_token`, for administrators."""

    class Meta:
        model = Token
        fields = ["name", "scopes", "sites", "networks", "expires_on"]

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.offer(user, self.instance.user.role, granted=True)

    def arguments(self):
        return (self.instance,), {
            name: self.cleaned_data.get(name, []) for name in ("scopes", "sites")
        }
