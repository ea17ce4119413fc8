from core.forms.base import ActModelForm
from modules.open_data.models import Publication


class PublicationForm(ActModelForm):
    """Form for `publish`."""

    class Meta:
        model = Publication
        fields = ["shares_places", "shares_stock"]
