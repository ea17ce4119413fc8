"""Lines for display: the lines of a kit form one entry with its parts."""

from typing import NamedTuple

from catalogue.models import Kit
from loans.models import RequestLine


class Bundle(NamedTuple):
    """The lines of one kit of a request, or a single line without a kit."""

    kit: Kit | None
    lines: list

    @property
    def first(self):
        return self.lines[0]

    def _kits(self, name):
        """Whole kits, from the column `name` of these lines; for a single line, its quantity."""
        return min((getattr(line, name) or 0) // line.per_kit for line in self.lines)

    @property
    def requested(self):
        return self._kits("requested")

    @property
    def accepted(self):
        return self._kits("accepted")

    @property
    def reserved(self):
        """The number of whole kits reserved; needs `with_reserved`."""
        return self._kits("reserved")

    @property
    def served(self):
        return self._kits("served")

    @property
    def lacking(self):
        """The lines with missing parts of a started kit; needs `with_reserved`."""
        begun = max(-(-(line.reserved + line.served) // line.per_kit) for line in self.lines)
        return [line for line in self.lines if line.reserved + line.served < begun * line.per_kit]


def bundles_of(lines):
    """The lines of a request as `Bundle`s, in their order; needs their `kit`."""
    bundles = {}
    for line in lines:
        bundles.setdefault(("kit", line.bundle) if line.kit_id else ("line", line.pk), []).append(
            line
        )
    return [Bundle(own[0].kit, own) for own in bundles.values()]


class Share(NamedTuple):
    """The items of one kit, or a single item outside any kit.

    `count` is the number of whole kits; 0 while a part of the kit is missing.
    """

    kit: Kit | None
    count: int
    items: list

    @property
    def first(self):
        return self.items[0]


def shares_of(items):
    """The items as `Share`s in the order of papers; a kit is at the position of its first item.

    The items need their `line`.
    """
    shares, parts = {}, _parts_of(items)
    for item in items:
        own = _bundle_of(item.line) if _is_of_kit(item) else item.pk
        shares.setdefault(own, []).append(item)
    return [_share(own, parts) for own in shares.values()]


def _is_of_kit(item):
    return bool(item.line and item.line.kit_id)


def _bundle_of(line):
    return line.request_id, line.bundle


def _parts_of(items):
    """The lines of the kits that these items serve, by bundle; at most one query."""
    requests, parts = {item.line.request_id for item in items if _is_of_kit(item)}, {}
    if requests:
        for line in RequestLine.objects.filter(request__in=requests, kit__isnull=False):
            parts.setdefault(_bundle_of(line), []).append(line)
    return parts


def _share(items, parts):
    line = items[0].line
    if not _is_of_kit(items[0]):
        return Share(None, 0, items)
    counts = dict.fromkeys(parts[_bundle_of(line)], 0)
    for item in items:
        counts[item.line] += item.still_out
    return Share(line.kit, min(count // part.per_kit for part, count in counts.items()), items)
