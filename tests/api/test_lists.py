"""Lists: pages, changes since a revision, ETags, filters; idempotent writes; the feed of events."""

import pytest

from api.bodies import LONGEST_KEY
from core.caches.local_cache import local_cache
from core.models import Event
from inventory.models import Device
from tests.api.caller import Caller
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    PlaceFactory,
    RecipientFactory,
    SiteFactory,
    TagFactory,
    UserFactory,
)
from tests.modules import use

DEVICES = "/api/v1/devices"


@pytest.fixture
def caller(coordinator, monkeypatch):
    monkeypatch.setattr("api.views.is_within", lambda *_args, **_kwargs: True)
    return Caller(coordinator)


def test_pages_lead_through_all_rows_and_since_gives_what_changed_later(caller, site):
    devices = [DeviceFactory(site=site) for _number in range(5)]
    path, seen = f"{DEVICES}?limit=2", []
    while path:
        page = caller.get(path).json()
        seen += [row["id"] for row in page["items"]]
        path = page["next"]
    assert seen == [device.pk for device in devices]

    place = PlaceFactory(site=site)
    caller.post(f"{DEVICES}/{devices[3].pk}/move", {"place": place.code})
    later = caller.get(f"{DEVICES}?since={page['revision']}").json()
    assert [row["id"] for row in later["items"]] == [devices[3].pk]
    assert caller.get(f"{DEVICES}?since={later['revision']}").json()["items"] == []
    events = caller.get(f"/api/v1/events?since={page['revision']}").json()
    assert [(one["kind"], one["subject"]) for one in events["items"]] == [
        ("device.moved", devices[3].pk)
    ]
    assert events["revision"] == later["revision"]


def test_the_feed_holds_no_row_that_the_reader_may_not_see(caller, site):
    volunteer = Caller(UserFactory(volunteer=True, sites=[SiteFactory()]))
    caller.post(f"{DEVICES}/{DeviceFactory(site=site).pk}/quarantine")
    person = RecipientFactory()
    Event.objects.record(
        "recipient.changed", person, by=person.organisation.users.first() or UserFactory()
    )
    assert {one["about"] for one in caller.get("/api/v1/events").json()["items"]} == {"devices"}
    assert volunteer.get("/api/v1/events").json()["items"] == []


def test_a_device_is_found_by_any_code(caller, site):
    device = DeviceFactory(site=site, donor_tag="VILLE-12")
    TagFactory(code="BELVOIR-1", device=device, status="foreign")
    for code in (device.asset_tag.lower(), device.serial, "ville-12", "BELVOIR-1"):
        found = caller.get(f"{DEVICES}?code={code}").json()["items"]
        assert [row["id"] for row in found] == [device.pk], code
    assert caller.get(f"{DEVICES}?code=nothing").json()["items"] == []


def test_an_etag_saves_a_response_and_prevents_lost_updates(caller, site):
    device = DeviceFactory(site=site)
    path = f"{DEVICES}/{device.pk}"
    tag = caller.get(path).headers["ETag"]
    assert caller.get(path, **{"If-None-Match": tag}).status_code == 304
    assert caller.patch(path, {"remark": "mine"}).status_code == 428
    assert caller.patch(path, {"remark": "mine"}, **{"If-Match": tag}).status_code == 200
    refused = caller.patch(path, {"remark": "too late"}, **{"If-Match": tag})
    assert (refused.status_code, Device.objects.get().remark) == (412, "mine")
    assert "in the meantime" in refused.json()["detail"]
    assert caller.patch(path, {"fault": "lid"}, **{"If-Match": "*"}).json()["remark"] == "mine"


def test_an_etag_of_a_compressed_response_prevents_lost_updates(caller, site):
    path = f"{DEVICES}/{DeviceFactory(site=site).pk}"
    packed = caller.get(path, **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(caller.get(path).content)
    tag = {"If-Match": packed.headers["ETag"]}
    assert caller.patch(path, {"remark": "mine"}, **tag).status_code == 200
    assert caller.patch(path, {"remark": "too late"}, **tag).status_code == 412


def test_a_write_with_the_same_key_happens_once(caller, site):
    lot, category = DonationFactory(site=site, received=True), CategoryFactory()
    path = f"/api/v1/donations/{lot.pk}/devices"
    rows = {"rows": [{"category": category.code, "serial": f"S{n:05}"} for n in range(3)]}
    key = {"Idempotency-Key": "order 12"}
    assert len(caller.post(path, rows, **key).json()["items"]) == 3
    again = caller.post(path, rows, **key)
    assert (again.status_code, again.json()) == (200, {"items": [], "is_repeated": True})
    assert Device.objects.count() == 3
    assert caller.post(path, {"rows": [{"category": category.code}]}, **key).status_code == 409
    refused = caller.post(path, rows, **{"Idempotency-Key": "k" * (LONGEST_KEY + 1)})
    assert refused.status_code == 422


def test_rows_are_entered_all_or_none_and_each_error_is_named(caller, site):
    lot, category = DonationFactory(site=site, received=True), CategoryFactory()
    rows = [{"category": category.code, "serial": "ONE1"}, {"category": "nonsense"}]
    refused = caller.post(f"/api/v1/donations/{lot.pk}/devices", {"rows": rows})
    assert refused.status_code == 409
    assert "Row 2" in refused.json()["detail"]
    assert not Device.objects.exists()


def test_rows_that_name_people_are_refused_as_in_lists(caller, site):
    lot, category = DonationFactory(site=site, received=True), CategoryFactory()
    named = {"remark": "vu avec Mme Awa Kerjean", "collected_from": "chez yann.petit@mairie.fr"}
    rows = [
        {"category": category.code, "serial": "0612345678"},
        {"category": category.code, **named},
    ]
    refused = caller.post(f"/api/v1/donations/{lot.pk}/devices", {"rows": rows})
    assert refused.status_code == 409
    detail = refused.json()["detail"]
    assert "Row 2: remark: this looks like personal data (name of a person)." in detail
    assert "place of collection: this looks like personal data (e-mail address)" in detail
    assert "Row 1" not in detail
    assert not [name for name in ("Kerjean", "yann.petit") if name in refused.text]
    assert not Device.objects.exists()


@pytest.mark.engine
def test_null_characters_are_refused_wherever_they_stand(caller, site):
    """PostgreSQL does not store null characters, and its driver raises an error."""
    lot = DonationFactory(site=site, received=True)
    rows = [{"category": CategoryFactory().code, "model": "Latitude\0"}]
    refused = caller.post(f"/api/v1/donations/{lot.pk}/devices", {"rows": rows})
    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        {"rows": ["Null characters are not allowed."]},
    )


def test_refusals_have_the_sentence_of_the_page_in_the_language_of_the_caller(caller, site):
    path = f"{DEVICES}/{DeviceFactory(site=site).pk}/move"
    answer = caller.post(path, {"place": "NOWHERE"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == {"place": ["“NOWHERE” is not a shelf of this site."]}
    in_french = caller.post(path, {"place": "NOWHERE"}, **{"Accept-Language": "fr"}).json()
    assert "n’est pas" in in_french["detail"]
    for body in ({"place": 3}, {"shelf": "A"}, {}):
        assert caller.post(path, body).status_code == 422, body
    for text in ("[]", "{", '{"place": "\\ud800"}', '{"place": NaN}', "[" * 100_000):
        sent = caller.client.post(path, text, content_type="application/json")
        assert sent.status_code == 400, text[:30]
    assert caller.client.post(path, "a=b", content_type="text/plain").status_code == 415
    assert caller.get(f"{DEVICES}?status=nonsense").status_code == 422
    assert caller.client.delete(DEVICES).headers["Allow"] == "GET, POST"


def test_a_number_that_no_row_can_have_is_refused(caller):
    answer = caller.post(DEVICES, {"donation": "D26-0001", "category": 1, "came_with": [10**30]})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["came_with"])


def test_a_token_has_sixty_requests_a_second_shared_by_the_processes(
    coordinator, settings, still_clock
):
    caller = Caller(coordinator)
    for processes, answers in ((30, [200, 200, 429]), (100, [200, 429])):
        local_cache.clear()
        settings.WEB_CONCURRENCY = processes
        assert [caller.get(DEVICES).status_code for _answer in answers] == answers, processes


def test_resources_of_a_module_that_is_off_are_not_found(caller):
    assert caller.get("/api/v1/vouchers").status_code == 200
    use("appointments")
    assert caller.get("/api/v1/vouchers").status_code == 404
    assert caller.get("/api/v1/appointments").status_code == 200
