import pypdfium2
import pytest
import zxingcpp
from django.core.management import CommandError, call_command

from inventory.devices.identifiers import tag_url
from tests.cases import tried
from tests.factories import DeviceFactory, DonationFactory, TagFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english", "reference"),
    pytest.mark.papers,
]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "labels.pdf"


def codes_of(path):
    """Return the texts of the codes, in reading order."""
    with pypdfium2.PdfDocument(path) as pdf:
        images = [page.render(scale=300 / 72, grayscale=True).to_pil() for page in pdf]
    return [
        code.text
        for image in images
        for code in sorted(
            zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCodeModel2),
            key=lambda code: (code.position.top_left.y // 100, code.position.top_left.x),
        )
    ]


def test_tags_are_printed_in_the_order_given(out):
    first, second, third = DeviceFactory.create_batch(3)
    tags = [third.asset_tag, first.asset_tag.lower(), second.asset_tag]
    call_command("labels", *tags, out=out)
    wanted = [tag_url(device.asset_tag) for device in (third, first, second)]
    assert codes_of(out) == wanted


def test_an_old_tag_prints_the_label_of_its_device(out):
    tag = TagFactory(replaced=True, code="RB99000011")
    call_command("labels", tag.code, out=out)
    assert codes_of(out) == [tag_url(tag.device.asset_tag)]


def test_a_donation_is_printed_by_id_without_withdrawn_devices(out):
    donation = DonationFactory(received=True)
    devices = DeviceFactory.create_batch(2, donation=donation)
    DeviceFactory(donation=donation, withdrawn=True)
    DeviceFactory()
    call_command("labels", donation=donation.reference, format="L7651", start=3, out=out)
    assert codes_of(out) == [tag_url(device.asset_tag) for device in devices]


def test_unprintable_tags_are_an_error_and_no_file_is_written(out):
    for options, sentence in (
        ({"tags": ["RB26000017", "NOPE"]}, "Unknown tags: RB26000017, NOPE"),
        ({"donation": "D99-0001"}, "The donation D99-0001 does not exist."),
        (
            {"tags": ["{tag}"], "format": "L0000"},
            "The label format L0000 does not exist. Available: L7160",
        ),
        ({"tags": ["{tag}"], "start": 22}, "A sheet of L7160 has labels 1 to 21."),
        ({"tags": ["{tag}"], "donation": "D99-0001"}, "Enter tags or a donation."),
        ({}, "Enter tags or a donation."),
    ):
        with tried(options, sentence):
            tag = DeviceFactory().asset_tag
            tags = [text.format(tag=tag) for text in options.pop("tags", [])]
            with pytest.raises(CommandError) as refusal:
                call_command("labels", *tags, out=out, **options)
            assert str(refusal.value).startswith(sentence)
            assert not out.exists()


def test_a_file_that_cannot_be_written_is_an_error(out):
    missing = out.parent / "missing" / "labels.pdf"
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("labels", DeviceFactory().asset_tag, out=missing)
