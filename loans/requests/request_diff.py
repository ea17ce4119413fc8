"""Diff of a changed request, as codes for its event."""

from loans.base.lifecycle.loans import Part

FIELDS = {
    Part.PERSON: ["audience", "recipient_id"],
    Part.HOUSEHOLD: ["household_size", "pupils", "devices_at_home"],
    Part.PURPOSE: ["purpose"],
    Part.URGENCY: ["urgency"],
    Part.DAY: ["wanted_on"],
    Part.SITE: ["site_id"],
    Part.NOTE: ["note"],
    Part.REFERENCE: ["reference"],
}
OF_A_LINE = [
    "category_id",
    "product_id",
    "accessory_id",
    "kit_id",
    "min_screen_inches",
    "min_ram_gb",
    "needs_webcam",
    "needs_cellular",
    "requested",
]


def comparable(lines):
    """The values of these lines, comparable regardless of order."""
    return sorted(repr([_plain(getattr(line, name)) for name in OF_A_LINE]) for line in lines)


def _plain(value):
    return float(value) if hasattr(value, "normalize") else value


def what_changed(before, after, *, lines_before, lines_after):
    """The parts of a request, as `Part` codes in their order, that differ."""
    parts = [
        part
        for part, names in FIELDS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    ]
    if comparable(lines_before) != comparable(lines_after):
        parts.insert(0, Part.LINES)
    return [part.value for part in parts]
