"""Switching modules: open work is reported or prevents the switch, and no data is lost."""

from html import unescape

import pytest
from django.urls import reverse

from core.models import Event, Identity
from core.modules.registry import is_on, is_url_on, keys
from core.settings_page.switches import ToConfirm, switch_modules
from core.workflow.lifecycle import Refused
from tests.factories import (
    AppointmentFactory,
    ConventionFactory,
    IdentityFactory,
    TransferFactory,
    UserFactory,
)
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ALL = set(keys())


def test_a_new_installation_starts_with_the_small_set_of_modules(db):
    Identity.objects.create(pk=1, name="Neuve")
    Identity.clear_cache()
    assert not any(is_on(key) for key in keys())
    assert not is_url_on("voucher_list")
    assert is_url_on("device_list")


def test_switching_a_module_is_an_event_and_reversible(admin):
    IdentityFactory()
    switch_modules(on=ALL - {"kits"}, by=admin)
    assert Identity.load().module_keys == ALL - {"kits"}
    switch_modules(on=ALL, by=admin)
    kinds = [event.kind for event in Event.objects.about(Identity.load())]
    assert kinds == ["module.on", "module.off"]


def test_a_module_that_another_process_switched_on_is_open_at_once(sign_in, admin):
    use_all_but("kits")
    client, page = sign_in(admin), reverse("kit_list")
    assert client.get(page).status_code == 404
    Identity.objects.update(modules=" ".join(ALL))  # the cache of this process is not cleared
    assert client.get(page).status_code == 200


def test_a_future_appointment_prevents_switching_appointments_off(admin):
    IdentityFactory()
    AppointmentFactory()
    with pytest.raises(Refused, match="1 appointment is still to come"):
        switch_modules(on=ALL - {"appointments"}, is_confirmed=True, by=admin)
    assert is_on("appointments")


def test_a_transfer_to_a_refurbisher_prevents_switching_transfers_off(admin, site):
    IdentityFactory()
    TransferFactory(outside=True, sent=True, origin=site)
    with pytest.raises(Refused, match="1 lot is at an outside workshop"):
        switch_modules(on=ALL - {"outside"}, by=admin)


def test_switching_off_with_open_rows_needs_confirmation(admin):
    IdentityFactory()
    convention = ConventionFactory()
    with pytest.raises(ToConfirm, match="1 partnership agreement is in force"):
        switch_modules(on=ALL - {"conventions"}, by=admin)
    switch_modules(on=ALL - {"conventions"}, is_confirmed=True, by=admin)
    Identity.clear_cache()
    assert not is_on("conventions")
    convention.refresh_from_db()
    assert convention.status == "agreed"


def test_the_page_asks_to_confirm_and_keeps_the_ticks(sign_in, admin):
    IdentityFactory()
    ConventionFactory()
    client, page = sign_in(admin), reverse("modules_edit")
    data = dict.fromkeys(ALL - {"conventions", "kits"}, "on")
    answer = client.post(page, data)
    form = answer.context["form"]
    assert form.needs_confirmation
    assert "alert-warning error-summary" in answer.text
    assert "alert-danger error-summary" not in answer.text  # one box says it all
    assert 'name="is_confirmed"' in answer.content.decode()
    assert not form["kits"].value()
    assert form["vouchers"].value()
    assert client.post(page, data | {"is_confirmed": "on"}).status_code == 302
    assert Identity.load().module_keys == ALL - {"conventions", "kits"}


def test_a_demo_proposes_the_small_set_names_it_and_puts_it_back(sign_in):
    IdentityFactory()
    AppointmentFactory()
    client = sign_in(UserFactory(admin=True, email="admin@rebond.test", language="en"))
    page = reverse("modules_edit")
    answer = client.get(page, {"set": "small"})
    off = [str(label) for label in answer.context["form"].changes["off"]]
    assert f"Saving switches off {len(off)} modules for everybody: {', '.join(off)}." in unescape(
        answer.content.decode()
    )
    assert Identity.load().module_keys == ALL
    ticked = [box.name for box in answer.context["form"].switches if box.value()]
    assert "appointments" in ticked
    assert len(ticked) + len(off) == len(ALL)

    assert client.post(page, dict.fromkeys(ticked, "on")).status_code == 302
    assert Identity.load().module_keys == set(ticked)
    back = client.get(page, {"set": "before"}).context["form"]
    assert back.changes == {"off": [], "on": off}
    assert client.get(page, {"set": "all"}).context["form"].changes == back.changes
