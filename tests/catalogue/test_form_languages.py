"""Forms of the catalogue use the language of the user."""

from django.utils import translation

from catalogue.forms import BrandForm


def test_labels_are_in_the_active_language():
    for language, words in [("en", "Other spellings"), ("fr", "Autres graphies")]:
        with translation.override(language):
            assert str(BrandForm.base_fields["spellings"].label) == words
