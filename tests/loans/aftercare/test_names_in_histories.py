"""Histories name accessories and categories in the user's language, never by their codes."""

from django.utils.translation import override

from core.workflow.event_messages import sentence_of


def test_an_accessory_is_named_in_the_language_of_the_reader():
    names = {"fr": "Chargeur USB-C 65 W", "en": "USB-C charger 65 W"}
    with override("fr"):
        assert sentence_of("loan.item_returned", {"item": names}).endswith("chargeur USB-C 65 W")
    with override("en"):
        assert sentence_of("loan.item_returned", {"item": names}).endswith("USB-C charger 65 W")
