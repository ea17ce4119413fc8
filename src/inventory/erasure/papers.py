"""PDF of an erasure certificate, rendered from the content frozen in its row."""

from datetime import date, datetime
from itertools import groupby

from django.utils import timezone, translation

from core.formatting import day, full_date, moment
from core.models import Identity
from core.pdf.render import render_pdf


def render_certificate(certificate):
    """Render the PDF (bytes) of a certificate, in its language, from the content of its row."""
    with translation.override(certificate.language):
        return render_pdf(
            "papers/inventory/erasure/erasure_certificate.html", facts_of(certificate)
        )


def facts_of(certificate):
    content = certificate.content
    received = content["received_on"]
    devices = [_with_words(device, content) for device in content["proven"]]
    media = [medium for device in devices for medium in device["media"]]
    holding = len(devices) + len(content["attested"]) + len(content["without"])
    return {
        "certificate": certificate,
        "number": certificate.number,
        "today": full_date(certificate.at),
        "identity": content["identity"],
        "logo": Identity.cached().logo_uri,
        "donor": content["donor"],
        "lot": content["lot"],
        "received_on": full_date(date.fromisoformat(received)) if received else "",
        "is_lot": certificate.donation_id is not None,
        "devices": devices,
        "media": len(media),
        "methods": [m | {"letter": _letter(n)} for n, m in enumerate(content["methods"])],
        "people": list(enumerate(content["people"], 1)),
        "statements": content.get("statements", []),
        "attested": content["attested"],
        "without": content["without"],
        "withdrawn": content["withdrawn"],
        "no_data": _counted(content["no_data"]),
        "holding": holding,
        "is_partial": len(devices) < holding,
        "operators": ", ".join(dict.fromkeys(medium["operator"] for medium in media)),
        "verifiers": ", ".join(dict.fromkeys(filter(None, (m["verifier"] for m in media)))),
        "erased_on": full_date(max(map(_ended, media))),
    }


def _with_words(device, content):
    return device | {"media": [_medium(medium, content) for medium in device["media"]]}


def _medium(medium, content):
    verifier = medium["verifier"]
    started, ended = (datetime.fromisoformat(medium[name]) for name in ("started", "ended"))
    return medium | {
        "letter": _letter(medium["method"]),
        "how": content["methods"][medium["method"]],
        "started": moment(started) if started < ended else "",
        "ended": moment(ended) if medium["is_end_known"] else "",
        "ended_at": medium["ended"],
        "day": day(ended),
        "who": medium["operator"] + 1,
        "checker": verifier + 1 if verifier is not None else None,
        "operator": content["people"][medium["operator"]],
        "verifier": content["people"][verifier] if verifier is not None else "",
    }


def _ended(medium):
    return timezone.localdate(datetime.fromisoformat(medium["ended_at"]))


def _letter(number):
    """The letter that stands for a method in the rows: A, B… Z, AA, AB…"""
    tens, rest = divmod(number, 26)
    return (_letter(tens - 1) if tens else "") + chr(ord("A") + rest)


def _counted(devices):
    """Count devices that are listed only by kind: [(kind, count)]."""
    names = sorted(device["what"] for device in devices)
    return [(name, len(list(rows))) for name, rows in groupby(names)]
