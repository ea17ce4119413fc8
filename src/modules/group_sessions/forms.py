from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.forms.versions import hold_row
from core.forms.widgets import TimeInput
from loans.handovers.forms import BriefingForm
from modules.group_sessions.models import GroupSession
from people.models import Organisation, Site
from people.organisations.forms import OrganisationField


class SessionForm(ActModelForm):
    """Form for `save_session`; the kind and site of a planned session stay the same."""

    organisation = OrganisationField(required=False, label=_("With the organisation"))

    class Meta:
        model = GroupSession
        fields = ["kind", "day", "time", "site", "organisation", "subject"]
        widgets = {
            "kind": forms.RadioSelect,
            "time": TimeInput(),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        sites = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)
        if self.instance.pk:
            del self.fields["kind"], self.fields["site"]
            return
        self.fields["site"].queryset = sites
        self.fields["kind"].choices = self.fields["kind"].choices[-2:]
        self.initial |= {
            "kind": "hand_over",
            "day": timezone.localdate(),
            "site": user.site_id or sites.first(),
        }


class GroupBriefingForm(BriefingForm):
    """Form for `brief_all`: one briefing for all."""

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def hold(self):
        hold_row(self.session)
