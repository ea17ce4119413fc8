"""Terms that the law reserves for unused goods are rejected in texts that users print."""

import pytest
from django.core.exceptions import ValidationError

from core.forms.reserved_terms import check_words

# Concatenated, so that the terms appear nowhere in the code.
NEW = "neu" + "f"


def test_reserved_words_are_refused_with_the_reason():
    for text in (
        f"Comme {NEW}",
        f"ÉTAT\u00a0{NEW.upper()}",
        f"remis a\u0300  {NEW}",
        f"état\n{NEW}",
    ):
        with pytest.raises(ValidationError, match="2022-190"):
            check_words(text)


def test_other_words_are_accepted():
    for text in ("", "La batterie tient 2 h", f"Clavier {NEW}", "neuf ans"):
        check_words(text)
