"""Free texts about people, newest first, for review and blanking."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from people.privacy.anonymisation import TEXTS, Text


@dataclass(frozen=True)
class Written:
    """A free text for review: its column and row, its content, the URL of its page."""

    text: Text
    row: Model
    at: datetime

    @property
    def value(self):
        return getattr(self.row, self.text.name)

    @property
    def beside(self):
        """Row whose page shows the text."""
        row = self.row
        for name in filter(None, self.text.beside.split("__")):
            row = getattr(row, name)
        return row


def written(since: datetime | None) -> QuerySet:
    """(code, row, time) of all texts written after this time, newest first."""
    parts = [_of(text, since) for text in TEXTS.values()]
    return parts[0].union(*parts[1:], all=True).order_by("-moment", "code", "row")


def _of(text, since):
    rows = text.written().filter(**{f"{text.at}__isnull": False}).order_by()
    if since:
        rows = rows.filter(**{f"{text.at}__gt": since})
    code = Cast(Value(text.code), CharField())
    return rows.annotate(code=code, row=F("pk"), moment=F(text.at)).values("code", "row", "moment")


def read(places: list[dict]) -> list[Written]:
    """Texts with their rows, in one query per column."""
    rows = {}
    for code in {place["code"] for place in places}:
        text = TEXTS[code]
        rows_of_kind = text.model.objects.filter(
            pk__in=[p["row"] for p in places if p["code"] == code]
        )
        if text.beside:
            rows_of_kind = rows_of_kind.select_related(text.beside)
        rows |= {(code, row.pk): row for row in rows_of_kind}
    return [
        Written(TEXTS[place["code"]], rows[place["code"], place["row"]], place["moment"])
        for place in places
    ]
