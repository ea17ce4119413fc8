"""Rotation of voucher keys by a command that can be interrupted and resumed."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.test import override_settings

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Voucher
from inventory.vouchers.encryption import key_name, secret_of
from inventory.vouchers.operations import vouchers
from people.models import User
from tests.factories import VoucherFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def closed_before(settings):
    """Three vouchers encrypted with the old key, after which a new key is configured."""
    rows = [
        VoucherFactory(code="ABCD1111", pin="4321", puk="87654321", number="+33639984321"),
        VoucherFactory(sim=True, code_hash=None, code_encrypted=None),
        VoucherFactory(handed_out=True),
    ]
    old = settings.VOUCHER_KEYS
    settings.VOUCHER_KEYS = [Fernet.generate_key().decode(), *old]
    return rows


def test_every_secret_is_reencrypted_with_the_newest_key(closed_before, settings, capsys):
    newest = settings.VOUCHER_KEYS[:1]
    with override_settings(VOUCHER_KEYS=newest), pytest.raises(Refused, match="keys"):
        secret_of(closed_before[0])
    call_command("reseal")
    assert "encrypted with the newest key: 3" in capsys.readouterr().out
    assert set(Voucher.objects.values_list("sealed_with", flat=True)) == {key_name()}
    settings.VOUCHER_KEYS = newest
    voucher = Voucher.objects.get(pk=closed_before[0].pk)
    assert tuple(secret_of(voucher)) == ("ABCD1111", "4321", "87654321")
    assert secret_of(Voucher.objects.get(pk=closed_before[1].pk)).code == ""
    event = Event.objects.about(voucher.batch).get()
    assert (event.kind, event.data) == ("voucherbatch.resealed", {"count": 1, "key": key_name()})


def test_without_the_old_key_a_message_explains_what_to_do(closed_before, settings):
    settings.VOUCHER_KEYS = settings.VOUCHER_KEYS[:1]
    with pytest.raises(CommandError, match="back into VOUCHER_KEYS"):
        call_command("reseal")
    assert not Voucher.objects.filter(sealed_with=key_name()).exists()


def test_an_interrupted_key_rotation_resumes(closed_before):
    system = User.objects.system()
    assert vouchers.reseal_vouchers(by=system, at_once=2) == 2
    assert Voucher.objects.exclude(sealed_with=key_name()).count() == 1
    assert vouchers.reseal_vouchers(by=system, at_once=2) == 1
    assert vouchers.reseal_vouchers(by=system, at_once=2) == 0
