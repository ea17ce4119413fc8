from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm, ActModelForm
from core.versions import Versioned
from core.widgets import PhoneField, RowsField
from people.forms.parties import SHORT_TEXT, OrganisationField
from people.models import Organisation, Site
from people.roles import Role


class InviteForm(ActForm):
    """For `invite`: who somebody is for the house, with the fields that `by` may decide about.

    An administrator decides all of it, a coordinator about people of associations, the manager of
    an association about their name alone.
    """

    left_to_managers = ("submission", "name", "email")

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    organisation = OrganisationField(
        required=False, help_text=_("Only for people of an association.")
    )
    is_manager = forms.BooleanField(label=_("Manages the users of its association"), required=False)
    sites = RowsField(
        label=_("Sites"),
        queryset=Site.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where this person of the house works."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if by.organisation_id:
            self.fields = {name: self.fields[name] for name in self.left_to_managers}
            return
        self.fields["organisation"].queryset = Organisation.objects.visible_to(by)
        if by.has_perm("people.manage_users"):
            self.fields["sites"].queryset = Site.objects.all()
            return
        del self.fields["role"], self.fields["sites"]
        self.fields["organisation"].required = True
        self.fields["organisation"].help_text = ""

    def clean(self):
        cleaned = super().clean()
        cleaned.setdefault("role", Role.ASSOCIATION)
        if self.by.organisation_id:
            cleaned["organisation"] = self.by.organisation
        if cleaned["role"] == Role.ASSOCIATION:
            self._clean_association(cleaned)
        else:
            self._clean_house(cleaned)
        return cleaned

    def _clean_association(self, cleaned):
        cleaned["sites"] = []
        if not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose the association of this person."))

    def _clean_house(self, cleaned):
        cleaned["organisation"], cleaned["is_manager"] = None, False
        if not cleaned.get("sites"):
            self.add_error("sites", _("Choose at least one site."))


class UserForm(Versioned, InviteForm):
    """For `change_user`."""

    left_to_managers = ("submission", "row_version", "name")

    def __init__(self, *args, user, **kwargs):
        now = {name: getattr(user, name) for name in ("name", "email", "role", "organisation")}
        now |= {"is_manager": user.is_manager, "sites": user.sites.all()}
        super().__init__(*args, initial=now, **kwargs)
        self.edited_row = user

    def hold(self):
        """Do nothing: the operation locks this user and the administrators, in id order."""


class SiteForm(ActModelForm):
    """For `save_site`."""

    class Meta:
        model = Site
        fields = ["name", "address", "town", "phone", "count_every", "is_active"]
        field_classes = {"phone": PhoneField}
        widgets = {"address": SHORT_TEXT}
