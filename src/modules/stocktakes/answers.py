"""Answers to scans of a count, as sentences."""

from django.utils.translation import gettext as _

from modules.stocktakes.lifecycle import Finding


def sentence_of(scan, user):
    """(tone, sentence) about a scan by `user`; the same for a repeated scan."""
    line = scan.line
    if line is None:
        text = _("You are at %(place)s: devices you scan now are recorded there.")
        return "info", text % {"place": scan.here}
    if line.scan_id != scan.pk:
        return "warning", _("This scan of %(thing)s has been undone since then.") % {"thing": line}
    if scan.is_again or scan.by_id != user.pk:
        text = _("%(thing)s has already been counted, by %(who)s.")
        return "warning", text % {"thing": line, "who": scan.by}
    words = {
        Finding.FOUND: _("%(thing)s: found."),
        Finding.ELSEWHERE: _("%(thing)s: found, but expected at %(where)s."),
        Finding.ASTRAY: _("%(thing)s is “%(then)s”: it should not be here. Kept."),
        Finding.UNKNOWN: _("No device has the code %(thing)s. Kept as an unknown code."),
    }[line.finding]
    tone = "success" if line.finding == Finding.FOUND else "warning"
    where = expected_at(line) if line.finding == Finding.ELSEWHERE else ""
    return tone, words % {"thing": line, "then": line.then, "where": where}


def expected_at(line):
    """The registered place of the device of a line, as text."""
    place = line.scan.place if line.scan else line.place
    if line.site_id != line.count.site_id:
        return f"{line.site}, {place.code}" if place else str(line.site)
    return str(place) if place else _("no shelf")
