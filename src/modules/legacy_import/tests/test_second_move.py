"""A move after an undo remembers the columns, words, days and left-out rows of the first."""

import pytest

from core.imports.kinds import REASONS_LEFT_OUT, reason_key
from modules.legacy_import.lines import NO_HOLDER, NO_RETURN
from modules.legacy_import.tests.moves import goes_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

LIST = "\n".join(
    [
        "N° PC;Type;Nom;Prêté le;À rendre le;Où",
        "P-1;laptop;Kerjean;02/10/2024;02/10/2099;parti",
        "P-2;laptop;Corre;02/10/2026;02/10/2099;ici",
        "P-3;laptop;;02/10/2024;02/10/2099;parti",
    ]
)


@pytest.mark.audit
def test_the_same_file_is_read_as_before_the_undo(move):
    one = move("spreadsheet")
    one.send(prets=LIST)
    one.confirm("register")
    assert "status" not in one.migration.files.get().batch.mapping.values()
    one.choose("register", column_5="status")
    one.choose(
        "register",
        **{"status:parti": "on_loan", "status:ici": "back"},
        leave_out=reason_key(NO_HOLDER),
    )
    one.answer((NO_RETURN, "2026-11-01"))
    goes_live(one)
    one.undo()
    assert "Kerjean" not in str(one.migration.files.get().batch.__dict__)

    again = move("spreadsheet")
    again.send(prets=LIST)

    batch = again.migration.files.get().batch
    assert batch.mapping["5"] == "status"
    assert batch.values["status"] == {"parti": "on_loan", "ici": "back"}
    assert batch.options["returned_on"] == "2026-11-01"
    assert batch.options[REASONS_LEFT_OUT] == [reason_key(NO_HOLDER)]
    page = again.client.get(batch.get_absolute_url())
    assert page.context["columns_form"].remembered_on
    again.confirm("register")
    goes_live(again)
