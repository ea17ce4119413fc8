"""Grades describe looks, and defects are known faults, without reserved terms."""

import pytest
from django.urls import reverse
from django.utils import translation

from inventory.devices.lifecycle.devices import Grade
from inventory.models import Device
from tests.cases import tried
from tests.factories import DeviceFactory

pytestmark = pytest.mark.django_db
NEW = "neu" + "f"


def test_each_grade_has_a_sentence_about_looks_in_each_language():
    for language in ("fr", "en"):
        with tried(language):
            with translation.override(language):
                labels = [str(grade.label) for grade in Grade]

            assert all(
                text.startswith(f"{grade}\u00a0:" if language == "fr" else f"{grade}:")
                for grade, text in zip("ABC", labels, strict=True)
            )
            assert not any(
                word in text for text in labels for word in ("marche", "works", "fonctionne")
            )


@pytest.fixture
def device(site):
    return DeviceFactory(refurbishing=True, erased=True, site=site)


def test_the_grade_descriptions_are_shown_beside_the_choice(technician, sign_in, device):
    page = sign_in(technician).get(reverse("device_bench", args=[device.pk])).content.decode()

    assert all(str(grade.label) in page for grade in Grade)
    assert "ne décrit que son aspect" in page


def test_reserved_terms_are_refused_at_the_bench(technician, sign_in, device):
    answer = sign_in(technician).post(
        reverse("device_finish", args=[device.pk]),
        {"grade": "A", "known_limits": f"Écran comme {NEW}"},
    )

    assert "2022-190" in answer.content.decode()
    assert Device.objects.get(pk=device.pk).status == "refurbishing"


def test_reserved_terms_are_refused_in_corrections(technician, sign_in, device):
    answer = sign_in(technician).post(
        reverse("device_edit", args=[device.pk]),
        {"category": device.category_id, "known_limits": f"État {NEW}"},
    )

    assert "2022-190" in answer.content.decode()
    assert Device.objects.get(pk=device.pk).known_limits == ""
