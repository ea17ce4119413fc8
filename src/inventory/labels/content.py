"""Text of the labels of devices, shelves and tags; never personal data."""

from dataclasses import dataclass

from inventory.devices.identifiers import place_url, tag_url


@dataclass(frozen=True)
class Label:
    """Content of a label: `code` for people, `address` for the QR code, and the subject.

    The label of a shelf (`is_shelf`) is white on black, to distinguish it from labels of devices.
    """

    code: str
    address: str
    name: str = ""
    short_name: str = ""  # for small labels
    serial: str = ""
    grade: str = ""
    is_shelf: bool = False


def device_label(device):
    """Return the label of a device. Reads its category, brand and model."""
    return Label(
        code=device.asset_tag,
        address=tag_url(device.asset_tag),
        name=device.designation,
        short_name=str(device.model or device.designation),
        serial=device.serial or "",
        grade=device.grade,
    )


def tag_label(code):
    """Return the label of a free tag, which shows only the tag."""
    return Label(code=code, address=tag_url(code))


def place_label(place):
    return Label(
        code=place.code,
        address=place_url(place.code),
        name=place.name,
        short_name=place.name,
        is_shelf=True,
    )
