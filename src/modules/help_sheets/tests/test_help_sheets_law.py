"""Database rules of help sheets and support."""

import pytest

from modules.help_sheets.models import SupportTool
from modules.help_sheets.tests.factories import (
    SheetTextFactory,
    SupportCodeFactory,
    SupportContactFactory,
)
from tests.factories import DeviceFactory, LoanItemFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_sheet_is_written_once_for_a_known_system_and_kept():
    sheet = SheetTextFactory()
    with refused("help_sheets_sheettext_once"):
        copy(sheet)
    with refused("help_sheets_sheettext_system"):
        write(sheet, system="amiga")
    with refused("help_sheets_sheettext_kept"):
        sheet.delete()


def test_there_is_one_tool():
    with refused("help_sheets_supporttool_only_one"):
        SupportTool.objects.create(pk=2)


def test_a_code_stays_with_its_device_and_is_emptied():
    with refused("help_sheets_supportcode_frozen"):
        write(SupportCodeFactory(), device_id=DeviceFactory().pk)
    with refused("help_sheets_supportcode_kept"):
        SupportCodeFactory().delete()


def test_a_contact_has_a_known_subject_and_says_how_help_was_given():
    contact = SupportContactFactory()
    with refused("help_sheets_supportcontact_subject"):
        write(contact, subject="health")
    unknown = "help_sheets_supportcontact_status_known", "help_sheets_supportcontact_answered"
    with refused(*unknown):
        write(contact, status="lost")
    with refused("help_sheets_supportcontact_answered"):
        write(contact, status="solved")
    with refused("help_sheets_supportcontact_answered"):
        write(contact, channel="phone")


def test_a_device_has_one_request_at_a_time():
    contact = SupportContactFactory()
    with refused("help_sheets_supportcontact_one_waiting"):
        copy(contact)
    write(contact, status="solved", channel="phone")
    assert copy(contact) is not contact


def test_a_contact_stays_with_its_loan_and_is_kept():
    contact = SupportContactFactory()
    with refused("help_sheets_supportcontact_frozen"):
        write(contact, item_id=LoanItemFactory(open=True).pk)
    with refused("help_sheets_supportcontact_kept"):
        contact.delete()
