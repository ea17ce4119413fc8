from django.utils import timezone

from core.forms.base import ActModelForm
from modules.end_of_support.models import SupportEnd


class SupportEndForm(ActModelForm):
    """Form for `save_end`; the day of the check is proposed as today."""

    class Meta:
        model = SupportEnd
        fields = ["system", "version", "ends_on", "source", "checked_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["checked_on"] = timezone.localdate()
