"""A whole report of a scope: what several figures are told from is reckoned once for all."""

from django.db.models import Count


class Reading:
    """`read(reckon)` is what `reckon(scope)` gives, the same for all who ask."""

    def __init__(self, scope):
        self.scope = scope
        self._known = {}

    def __call__(self, reckon):
        if reckon not in self._known:
            self._known[reckon] = reckon(self.scope)
        return self._known[reckon]

    def number(self, figure):
        """The number of a figure; with others, where it is one of those that share their rows."""
        if figure.together is None or figure.is_untold(self.scope):
            return figure.number(self.scope)
        return figure.together(self)


def shared(groups, holds=lambda *key: True):
    """How a figure is read from `groups`, a function of a scope: {what rows have alike: how many}.

    It adds up those that it holds; where `holds` gives a number, so many for each row.
    """
    return lambda read: sum(n * holds(*key) for key, n in read(groups).items())


def counted(rows, *columns):
    """{(values of the columns): how many rows have them}, from one query."""
    groups = rows.order_by().values_list(*columns).annotate(Count("pk"))
    return {tuple(key): number for *key, number in groups}
