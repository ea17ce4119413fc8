"""Filters of lists. What may name a person is `private`: posted, and veiled in addresses."""

import django_filters

from core.veil import unveil, veil


class FilterSet(django_filters.FilterSet):
    """Filters some of which may hold a person's name: those in `private`.

    `is_over` says that a veiled one cannot be read any more: then the list is empty, never whole.
    """

    private = ()
    is_over = False

    def __init__(self, data=None, *args, request=None, **kwargs):
        if data is not None and request is not None:
            data = self._unveiled(data, request.user)
        super().__init__(data, *args, request=request, **kwargs)

    def _unveiled(self, data, user):
        data = data.copy()
        for name in {"q", *self.private}:  # a search found elsewhere comes veiled too
            text = unveil(data.get(name) or "", user)
            self.is_over |= text is None
            if data.get(name):
                data[name] = text or ""
        return data

    @property
    def is_private(self):
        return bool(self.private)

    def filter_queryset(self, queryset):
        return queryset.none() if self.is_over else super().filter_queryset(queryset)

    def veiled(self, data):
        """The query of an address that asks what a form sent: {name: values}, nothing empty."""
        names = self.form.fields
        said = {name: [v for v in data.getlist(name) if v] for name in names}
        for name in self.private:
            said[name] = [veil(text, self.request.user) for text in said.get(name, ())]
        return {name: values for name, values in said.items() if values}


def private_of(filters):
    """Names of the fields of these filters that may hold a person's name."""
    return set(getattr(filters, "private", ()))
