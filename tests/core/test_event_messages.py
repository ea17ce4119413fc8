"""Event messages: figures and words in the reader's language."""

from django.utils import translation

from core.workflow.event_messages import sentence_of
from inventory.devices.lifecycle.devices import ErasureResult, RetireReason
from people.base.roles import Role


def test_a_stored_code_is_shown_as_its_label():
    for language in ("fr", "en"):
        for kind, data, word in (
            ("device.erased", {"result": "passed"}, ErasureResult.PASSED),
            ("device.retired", {"reason": "parts"}, RetireReason.PARTS),
            ("user.invited", {"role": "counter"}, Role.COUNTER),
        ):
            with translation.override(language):
                assert str(word.label) in sentence_of(kind, data), (language, kind, data)


def test_a_date_is_localised():
    with translation.override("fr"):
        assert "10/12/2026" in sentence_of("donation.scheduled", {"on": "2026-12-10"})


def test_a_value_without_a_label_is_shown_unchanged():
    with translation.override("en"):
        assert sentence_of("device.retired", {"reason": "eaten"}) == "Retired: eaten"
        assert sentence_of("device.finished", {"grade": "B"}) == "Ready, grade B"


def test_an_event_of_a_removed_module_shows_its_kind():
    with translation.override("en"):
        sentence = sentence_of("device.dreamt", {})
    assert sentence == "Recorded by a module that was removed (device.dreamt)"


def test_an_amount_is_localised():
    with translation.override("fr"):
        assert "2,00" in sentence_of("voucher.paid", {"amount": "2.00", "paid_by": "cash"})
