"""Pages of checklists: answers with values and photos, and the editor of administrators."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.devices.models.place import Purpose
from inventory.models import Checklist, TestResult
from tests.cases import messages_of
from tests.factories import (
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DocumentFactory,
    PlaceFactory,
    TestResultFactory,
)


@pytest.fixture
def checklist(db):
    return ChecklistFactory(category=CategoryFactory(holding_data=True), version=1)


@pytest.fixture
def device(site, checklist):
    return DeviceFactory(site=site, category=checklist.category, refurbishing=True)


@pytest.fixture
def send(sign_in, technician, device):
    visitor = sign_in(technician)
    address = reverse("device_check", args=[device.pk])
    return lambda **sent: visitor.post(address, sent)


def picture():
    exif = Image.Exif()
    exif[0x010E] = "who took it, and where"
    output = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(output, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", output.getvalue(), content_type="image/jpeg")


def test_a_photo_is_stored_without_metadata(send, device, checklist):
    item = ChecklistItemFactory(checklist=checklist, photo=True)
    send(**{f"item_{item.pk}": "pass", f"upload_{item.pk}": picture()})
    document = TestResult.objects.get().photo.document
    assert document.content_type == "image/jpeg"
    assert b"who took it" not in document.read()


@pytest.mark.usefixtures("unrendered")
def test_an_invalid_image_is_refused(send, checklist):
    item = ChecklistItemFactory(checklist=checklist, photo=True)
    fake = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    answer = send(**{f"item_{item.pk}": "pass", f"upload_{item.pk}": fake})
    assert not TestResult.objects.exists()
    assert answer.context["checklist"].lost_files
    assert answer.context["checklist"].errors[f"upload_{item.pk}"]


def test_the_rest_button_skips_items_that_need_a_proof(send, checklist):
    plain, measured = (
        ChecklistItemFactory(checklist=checklist),
        ChecklistItemFactory(checklist=checklist, number=True),
    )
    send(rest="pass")
    assert TestResult.objects.get().item == plain
    assert not TestResult.objects.filter(item=measured).exists()


def test_a_measure_alone_is_an_answer(send, checklist):
    item = ChecklistItemFactory(checklist=checklist, number=True, lowest=10, beyond="fault")
    send(**{f"value_{item.pk}": "4,5"})
    assert (TestResult.objects.get().outcome, TestResult.objects.get().value) == ("fail", "4.50")


@pytest.mark.usefixtures("unrendered")
def test_an_invalid_form_keeps_all_answers(send, checklist):
    plain = ChecklistItemFactory(checklist=checklist)
    measured = ChecklistItemFactory(checklist=checklist, number=True)
    answer = send(**{f"item_{plain.pk}": "pass", f"value_{measured.pk}": "fast"})
    assert not TestResult.objects.exists()
    form = answer.context["checklist"]
    assert form[f"item_{plain.pk}"].value() == "pass"
    assert form[f"value_{measured.pk}"].value() == "fast"


def test_untouched_answers_do_not_overwrite_a_colleagues(send, device, checklist, technician):
    item, other = ChecklistItemFactory.create_batch(2, checklist=checklist)
    first = TestResultFactory(device=device, item=item, passed=True).attempt
    TestResultFactory(device=device, item=item, failed=True)
    send(**{"seen": first.pk, f"item_{item.pk}": "pass", f"item_{other.pk}": "pass"})
    assert TestResult.objects.filter(item=item).first().outcome == Outcome.FAIL
    assert TestResult.objects.filter(item=other).exists()


def test_a_quarantined_device_may_be_checked_again(sign_in, technician, device, checklist):
    item = ChecklistItemFactory(checklist=checklist, lock=True, labels__fr="Verrou iCloud")
    apart = PlaceFactory(site=device.site, purpose=Purpose.QUARANTINE)
    visitor, page = sign_in(technician), reverse("device_bench", args=[device.pk])
    answer = visitor.post(reverse("device_check", args=[device.pk]), {f"item_{item.pk}": "fail"})
    assert apart.code in messages_of(answer)[0]
    device.refresh_from_db()
    assert device.status == DeviceStatus.QUARANTINED
    answer = visitor.get(page)
    assert answer.context["locks"] == [item]
    assert [part["name"] for part in answer.context["parts"]] == ["checklist"]
    visitor.post(reverse("device_check", args=[device.pk]), {f"item_{item.pk}": "pass"})
    assert reverse("device_release", args=[device.pk]) in visitor.get(page).content.decode()


def test_a_proof_file_is_an_attachment_scoped_by_its_device(sign_in, technician, device):
    item = ChecklistItemFactory(checklist__category=CategoryFactory(), file=True)
    own = TestResultFactory(device=device, item=item, file=DocumentFactory())
    far = TestResultFactory(item=item, file=DocumentFactory())
    visitor = sign_in(technician)
    answer = visitor.get(reverse("result_file", args=[own.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert visitor.get(reverse("result_file", args=[far.pk])).status_code == 404


def test_values_are_on_the_page_of_the_device(sign_in, technician, device, checklist):
    item = ChecklistItemFactory(checklist=checklist, number=True, labels__fr="Wi-Fi")
    TestResultFactory(device=device, item=item, passed=True, value="87")
    text = sign_in(technician).get(device.get_absolute_url()).content.decode()
    assert "87\N{NO-BREAK SPACE}Mbit/s" in text


# --- The editor -----------------------------------------------------------------------------------
@pytest.fixture
def edit(sign_in, admin, checklist):
    for code in ("a", "b"):
        ChecklistItemFactory(checklist=checklist, code=code, labels__fr=code, labels__en=code)
    visitor = sign_in(admin)
    address = reverse("checklist_edit", args=[checklist.category_id])

    def edit(do, order=("a", "b"), **more):
        labels = {f"{key}-{name}": key for key in order for name in ("labels_fr", "labels_en")}
        return visitor.post(address, {"do": do, "order": order, "base": "1", **labels, **more})

    return edit


def rows(answer):
    return [row.prefix for row in answer.context["form"].rows]


@pytest.mark.usefixtures("unrendered")
def test_buttons_change_the_form_and_write_nothing(edit):
    for do, order in (
        ("up:b", ["b", "a"]),
        ("down:a", ["b", "a"]),
        ("up:a", ["a", "b"]),
        ("remove:a", ["b"]),
        ("add", ["a", "b", "new-0"]),
    ):
        assert rows(edit(do)) == order, do
    assert Checklist.objects.count() == 1


def test_saving_is_one_new_version(edit, checklist):
    more = {"new-0-labels_fr": "Bruit", "new-0-labels_en": "Noise", "new-0-quarantines": "on"}
    edit("save", ("b", "a", "new-0"), **more, note="bruit")
    after = Checklist.objects.current().get()
    assert (after.version, after.note) == (2, "bruit")
    assert list(after.items.values_list("code", "is_blocking")) == [
        *(("b", False), ("a", False)),
        ("noise", True),
    ]


@pytest.mark.usefixtures("unrendered")
def test_a_preview_shows_changes_and_writes_nothing(edit):
    answer = edit("preview", ("b",))
    assert [change.what for change in answer.context["changes"]] == ["same", "gone"]
    assert Checklist.objects.count() == 1


@pytest.mark.usefixtures("unrendered")
def test_an_incomplete_answer_is_an_error_on_its_item(edit):
    answer = edit("save", **{"a-value_kind": "choice", "a-option_texts_en": "one"})
    assert Checklist.objects.count() == 1
    assert answer.context["form"].rows[0].errors["option_texts"]


@pytest.mark.usefixtures("unrendered")
def test_a_concurrent_version_is_reported(edit):
    edit("save", ("b", "a"))
    answer = edit("save", ("b",))
    assert Checklist.objects.count() == 2
    assert answer.context["form"].non_field_errors()


def test_the_editor_shows_items_in_the_users_language(sign_in, admin, checklist):
    ChecklistItemFactory(checklist=checklist, labels__fr="Charnières", labels__en="Hinges")
    admin.language = "en"
    admin.save()
    page = sign_in(admin).get(reverse("checklist_edit", args=[checklist.category_id]))
    assert "<strong>Hinges</strong>" in page.content.decode()
    assert "<strong>Charnières</strong>" not in page.content.decode()


def test_answers_of_the_rest_button_are_marked(send, device, checklist):
    looked_at, rest = ChecklistItemFactory.create_batch(2, checklist=checklist)
    page = send(rest="pass", **{f"item_{looked_at.pk}": "pass"})
    assert dict(TestResult.objects.values_list("item", "is_rest")) == {
        looked_at.pk: False,
        rest.pk: True,
    }
    send(**{f"item_{looked_at.pk}": "pass", f"item_{rest.pk}": "fail", f"note_{rest.pk}": "F2"})
    assert not TestResult.objects.filter(item=rest).first().is_rest
    page = page.client.get(device.get_absolute_url())
    assert (
        page.content.decode().count("le reste fonctionne") == 1
    )  # only in the history of attempts


@pytest.mark.usefixtures("unrendered")
def test_a_fault_becomes_a_known_limitation_by_one_button(send, device, checklist):
    worn = ChecklistItemFactory(
        checklist=checklist, number=True, labels__fr="Batterie", lowest=65, unit="%", beyond="fault"
    )
    blocking = ChecklistItemFactory(checklist=checklist, is_blocking=True)
    visitor = send(**{f"value_{worn.pk}": "50", f"item_{blocking.pk}": "fail"}).client
    page = visitor.get(reverse("device_bench", args=[device.pk]), {"part": "grade"})
    assert page.context["proposed_limits"] == {
        worn.pk: "Batterie\N{NO-BREAK SPACE}: 50\N{NO-BREAK SPACE}%."
    }
    address = reverse("device_limit", args=[device.pk])
    visitor.post(address, {"item": worn.pk})
    device.refresh_from_db()
    assert device.known_limits == "Batterie\N{NO-BREAK SPACE}: 50\N{NO-BREAK SPACE}%."
    visitor.post(address, {"item": worn.pk})  # the button is pressed again, but recorded once
    visitor.post(address, {"item": blocking.pk})
    device.refresh_from_db()
    assert device.known_limits == "Batterie\N{NO-BREAK SPACE}: 50\N{NO-BREAK SPACE}%."


def test_a_coordinator_switches_to_the_other_shipped_list(sign_in, coordinator):
    category = CategoryFactory(code="phone")
    visitor = sign_in(coordinator)
    for which in ("complete", "short"):
        address = reverse("checklist_shipped", args=[category.pk, which])
        assert visitor.get(address).context["can_take"]
        visitor.post(address)
        assert not visitor.get(address).context["can_take"]
    assert visitor.get(reverse("checklist_shipped", args=[category.pk, "huge"])).status_code == 404
    listed = visitor.get(reverse("checklist_list")).content.decode()
    assert reverse("checklist_shipped", args=[category.pk, "complete"]) in listed
    assert reverse("checklist_shipped", args=[category.pk, "short"]) not in listed


def test_the_rest_works_answers_no_lock_unless_the_technician_looked_for_each(send, checklist):
    lock = ChecklistItemFactory(checklist=checklist, is_blocking=True, quarantines=True)
    plain = ChecklistItemFactory(checklist=checklist)
    send(rest="pass")
    assert list(TestResult.objects.values_list("item", flat=True)) == [plain.pk]
    page = send(no_locks="on")
    result = TestResult.objects.get(item=lock)
    assert (result.outcome, result.is_rest) == ("pass", False)
    assert 'name="no_locks"' not in page.content.decode()
