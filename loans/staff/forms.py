from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.imports.forms import ListForm
from loans.organisations.eligibility import may_ask
from loans.staff.import_type import STAFF
from people.models import Site


class StaffForm(ListForm):
    """For `check_list`: a list of staff, their organisation, and the site of their equipment."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)

    field_order = ["file", "organisation", "site", "default_category", "due_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"site": user.site_id}, **kwargs)
        self.fields["file"].label = _("The list")
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.ask(STAFF.options(), {})
        self.order_fields(self.field_order)

    def clean_organisation(self):
        organisation = self.cleaned_data["organisation"]
        asking = may_ask(organisation, timezone.localdate())
        if not asking:
            raise ValidationError(asking.reason)
        return organisation

    def arguments(self):
        _none, facts = super().arguments()
        return (None,), {**facts, "kind": STAFF.code, "options": self.answers()}
