"""Filters of workshop pages; an invalid choice is ignored."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.lists.filters import ALL_FEMININE
from people.models import Site


def sites_of(user):
    return Site.objects.visible_to(user).filter(is_active=True)


class ChosenForm(forms.Form):
    """Form for choices in the query string, each with a default."""

    def chosen(self, name, default=None):
        self.is_valid()
        return self.cleaned_data.get(name) or default


class QueueForm(ChosenForm):
    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=ALL_FEMININE,
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["site"].queryset = sites_of(user)
