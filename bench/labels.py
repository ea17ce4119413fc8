"""Labels per second: ours, the bare text of them (the floor), and one document for each, merged."""

from itertools import cycle, islice
from time import perf_counter

from django.template import engines

from core.pdf.render import bare_document
from core.qr import qr_modules, qr_picture
from inventory.labels.content import device_label
from inventory.labels.sheets import label_sheet
from inventory.models import Device, LabelFormat

COUNTS = (24, 240, 1_200)
SLOWLY = (24, 240)  # one document for each takes minutes beyond
# The same words and, but for the floor, the same codes; no more layout than they need.
PAGE = """<style>@page { size: 63.5mm 38.1mm; margin: 1.5mm } body { font: 8pt sans-serif }
p { margin: 0 } img { float: left; width: 24mm; image-rendering: pixelated }</style>"""
WORDS = """<div>{% if code %}<img src="{{ code }}">{% endif %}<p><b>{{ label.code }}</b></p>
<p>{{ label.name }}</p><p>{{ label.serial }}</p><p>{{ whose }}</p></div>"""
FLOOR = PAGE.replace("63.5mm 38.1mm", "A4")


def lines():
    """Yield a line of text for each way, with its labels per second at each count."""
    fmt = LabelFormat.objects.get(code="L7160")
    ways = {
        "Ours: codes drawn under one document": (lambda labels: label_sheet(labels, fmt), COUNTS),
        "The floor: their words alone, in WeasyPrint": (_words_alone, COUNTS),
        "InvenTree's way: one document each, merged": (_one_document_each, SLOWLY),
        "Their codes alone, by qrcode": (_codes_alone, COUNTS),
    }
    devices = Device.objects.select_related("category", "brand", "model").order_by("pk")
    labels = [device_label(device) for device in devices[: COUNTS[-1]]]
    yield f"{'Labels per second':46}" + "".join(f"{count:>9,}" for count in COUNTS)
    for name, (way, counts) in ways.items():
        way(labels[: COUNTS[0]])  # warm
        speeds = [_speed(way, list(islice(cycle(labels), count))) for count in counts]
        yield f"{name:46}" + "".join(f"{speed:>9,.0f}" for speed in speeds)


def _speed(way, labels):
    started = perf_counter()
    way(labels)
    return len(labels) / (perf_counter() - started)


def _html(labels, *, with_codes):
    words = engines["django"].from_string(WORDS)
    return "".join(
        words.render(
            {
                "label": label,
                "code": qr_picture(label.address) if with_codes else "",
                "whose": "02 61 91 00 12 · Clavier Partagé",
            }
        )
        for label in labels
    )


def _words_alone(labels):
    return bare_document(FLOOR + _html(labels, with_codes=False)).write_pdf()


def _codes_alone(labels):
    return [qr_modules(label.address) for label in labels]


def _one_document_each(labels):
    documents = [bare_document(PAGE + _html([label], with_codes=True)) for label in labels]
    pages = [page for document in documents for page in document.pages]
    return documents[0].copy(pages).write_pdf()
