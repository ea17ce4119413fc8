from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.imports.forms import FileForm, ListForm
from loans.legacy_import.import_type import REGISTER
from loans.organisations.organisation_import import ORGANISATIONS
from people.models import Site


class TakeoverForm(ListForm):
    """For `check_list`: the register, and where its devices belong."""

    site = forms.ModelChoiceField(
        Site.objects.none(),
        label=_("Site of these devices"),
        help_text=_("Where they are, or come back to. A register of several sites: a list each."),
        empty_label=None,
    )

    field_order = ["file", "site", "default_category"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"site": user.site_id}, **kwargs)
        self.fields["file"].label = _("The register")
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.ask(REGISTER.options(), {})

    def arguments(self):
        _none, facts = super().arguments()
        return (None,), {**facts, "kind": REGISTER.code, "options": self.answers()}


class OrganisationsForm(FileForm):
    """For `check_list`: a list of organisations."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The list")
        self.ask(ORGANISATIONS.options(), {"invites": True})

    def arguments(self):
        _none, facts = super().arguments()
        return (None,), {**facts, "kind": ORGANISATIONS.code, "options": self.answers()}
