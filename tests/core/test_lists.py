"""Lists: choosable columns, saved views, bulk actions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.lists.encrypted_params import unveil, veil
from core.models import ListChoice, SavedView
from inventory.models import Device
from tests.factories import (
    DeviceFactory,
    PlaceFactory,
    RecipientFactory,
    SavedViewFactory,
    UserFactory,
)
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.engine]
DEVICES, PEOPLE = "/devices/", "/recipients/"


@pytest.fixture
def enter(sign_in):
    """`enter(user)` signs in a user who reads English."""

    def entered(user):
        user.language = "en"
        user.save(update_fields=["language"])
        return sign_in(user)

    return entered


def shown(page):
    return [column.name for column in page.context["table"].columns]


def tools(page):
    return page.context["table"].tools


# --- Columns --------------------------------------------------------------------------------------


def test_chosen_columns_are_stored_for_each_user(enter, coordinator, site):
    DeviceFactory(site=site)
    visitor = enter(coordinator)
    data = {"list_act": "columns", "column": ["imei", "donor", "no_such"]}
    answer = visitor.post(f"{DEVICES}?status=received&page=2", data)
    assert answer.url == f"{DEVICES}?status=received"
    assert shown(visitor.get(DEVICES, {"tools": 1})) == ["tick", "asset_tag", "imei", "donor"]
    other = enter(UserFactory(coordinator=True)).get(DEVICES)
    assert "imei" not in shown(other)
    visitor.post(DEVICES, {"list_act": "columns", "reset": "1"})
    assert ListChoice.objects.get(user=coordinator).columns == []
    assert shown(visitor.get(DEVICES)) == shown(other)


def test_a_forbidden_column_cannot_be_chosen(enter, volunteer, site):
    DeviceFactory(site=site)
    visitor = enter(volunteer)
    visitor.post(DEVICES, {"list_act": "columns", "column": ["donor", "serial"]})
    assert shown(visitor.get(DEVICES, {"tools": 1})) == ["tick", "asset_tag", "serial"]


def test_more_columns_cost_no_query_for_each_row(enter, coordinator, site):
    visitor = enter(coordinator)
    visitor.post(DEVICES, {"list_act": "columns", "column": ["donor", "cpu", "bench_by"]})

    def queries():
        DeviceFactory(site=site)
        with CaptureQueriesContext(connection) as caught:
            visitor.get(DEVICES)
        return len(caught)

    first = queries()
    assert queries() == queries() <= first


# --- Views ----------------------------------------------------------------------------------------


def save(visitor, address, title, **more):
    data = {"list_act": "save", "view-title": title}
    return visitor.post(address, data | {f"view-{name}": value for name, value in more.items()})


def test_a_view_brings_back_filters_columns_and_order(enter, coordinator, site):
    visitor = enter(coordinator)
    visitor.post(DEVICES, {"list_act": "columns", "column": ["imei"]})
    answer = save(visitor, f"{DEVICES}?status=ready&sort=asset_tag&page=3", "Phones")
    visitor.post(DEVICES, {"list_act": "columns", "column": ["serial"]})
    page = visitor.get(answer.url)
    assert shown(page)[1:] == ["asset_tag", "imei"]
    assert tools(page).view.filters == {"status": ["ready"]}
    assert "sort=asset_tag" in answer.url
    # The same title again overwrites the view with the current list.
    save(visitor, f"{DEVICES}?status=lost", "phones")
    assert SavedView.objects.get().filters == {"status": ["lost"]}


def test_a_view_is_private_unless_shared(enter, coordinator, volunteer, counter):
    save(enter(coordinator), DEVICES, "Mine")
    save(enter(coordinator), DEVICES, "Ours", is_shared="on")
    assert [str(view) for view in tools(enter(volunteer).get(DEVICES)).views] == ["Ours"]
    mine = SavedView.objects.get(name="Mine")
    assert enter(counter).get(reverse("view_edit", args=[mine.pk])).status_code == 404


def test_an_association_sees_no_view_of_our_team(enter, association):
    view = SavedViewFactory(shared=True, list_name="loan_list")
    visitor = enter(association)
    page = visitor.get(view.get_absolute_url())
    assert (tools(page).view, tools(page).views) == (None, [])
    save(visitor, "/loans/", "Late", is_shared="on")
    assert not SavedView.objects.get(name="Late").is_shared


def test_a_view_shows_no_more_than_its_reader_may_see(enter, volunteer, site):
    DeviceFactory(site=site)
    DeviceFactory()
    view = SavedViewFactory(shared=True, filters={}, columns=["donor", "serial"])
    page = enter(volunteer).get(view.get_absolute_url())
    assert shown(page) == ["tick", "asset_tag", "serial"]
    assert len(page.context["table"].page.object_list) == 1


def test_a_list_opens_with_the_default_view_of_its_user(enter, coordinator):
    view = SavedViewFactory(owner=coordinator)
    visitor = enter(coordinator)
    data = {"name": "Ready now", "is_shared": "on", "is_default": "on"}
    visitor.post(reverse("view_edit", args=[view.pk]), data)
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Ready now", True)
    assert visitor.get(DEVICES).url == view.get_absolute_url()
    assert visitor.get(f"{DEVICES}?view=0").status_code == 200
    assert visitor.get(f"{DEVICES}?status=lost").status_code == 200
    visitor.post(reverse("view_edit", args=[view.pk]), {"delete": "1"})
    assert visitor.get(DEVICES).status_code == 200


def test_a_shared_view_is_deleted_by_its_owner_or_a_coordinator(enter, counter, volunteer):
    view = SavedViewFactory(shared=True, owner=counter)
    address = reverse("view_edit", args=[view.pk])
    enter(volunteer).post(address, {"name": "Taken", "is_default": "on"})
    enter(volunteer).post(address, {"delete": "1"})
    view.refresh_from_db()
    assert view.name == "Ready"
    assert ListChoice.objects.get(user=volunteer).view == view
    enter(UserFactory(coordinator=True)).post(address, {"delete": "1"})
    assert not SavedView.objects.exists()


def test_an_unshared_view_is_hidden_from_others(enter, counter, coordinator):
    view = SavedViewFactory(shared=True, owner=counter)
    answer = enter(coordinator).post(
        reverse("view_edit", args=[view.pk]), {"name": "Ready"}, follow=True
    )
    view.refresh_from_db()
    assert (view.is_shared, answer.status_code) == (False, 200)


def test_a_saved_view_stores_the_decrypted_search_text(enter, coordinator, volunteer):
    word = veil("00042", coordinator)
    save(enter(coordinator), f"{DEVICES}?q={word}", "Found", is_shared="on")
    assert SavedView.objects.get().filters == {"q": ["00042"]}


def test_a_list_without_filters_handles_its_toolbar(enter, admin):
    for act in ("filter", "columns", "save", "export"):
        with undone():
            assert enter(admin).post(reverse("site_list"), {"list_act": act}).status_code in {
                200,
                302,
            }, act


def test_a_taken_name_is_refused_with_the_typed_data(enter, coordinator):
    view = SavedViewFactory(owner=coordinator, name="Ready")
    other = SavedViewFactory(owner=coordinator, name="Late")
    address = reverse("view_edit", args=[other.pk])
    page = enter(coordinator).post(address, {"name": "READY"})
    assert "There is already a view with this name." in page.content.decode()
    assert 'value="READY"' in page.content.decode()
    page = save(enter(coordinator), f"{DEVICES}?status=ready", "   ")
    assert page.status_code == 200
    assert tools(page).form.errors
    assert set(SavedView.objects.all()) == {view, other}


# --- Searches for people ---


def test_a_searched_name_is_in_no_url(enter, coordinator):
    person = RecipientFactory(last_name="Quillévéré")
    RecipientFactory(last_name="Martin")
    visitor = enter(coordinator)
    answer = visitor.post(f"{PEOPLE}?sort=x", {"list_act": "filter", "q": "Quillévéré"})
    assert "uill" not in answer.url
    page = visitor.get(answer.url)
    assert list(page.context["table"].page.object_list) == [person]
    assert 'value="Quillévéré"' in page.content.decode()
    save(visitor, answer.url, "Found")
    assert SavedView.objects.get().filters == {}


def test_an_encrypted_search_is_readable_by_its_author_for_a_time(enter, coordinator, counter):
    RecipientFactory(last_name="Martin")
    word = veil("Martin", counter)
    assert unveil(word, counter) == "Martin"
    assert unveil(word, coordinator) is None
    page = enter(coordinator).get(PEOPLE, {"q": word})
    assert len(page.context["table"].page.object_list) == 0
    assert "This search has expired" in page.content.decode()


LEFT_OUT = (
    "1 ticked row was skipped: it is no longer in this list, or you do not have access to it."
)
NOTHING_DONE = "Nothing was done: 1 ticked row is no longer in this list, or you do not have access"

# --- Bulk actions ---


def test_ticked_rows_are_moved_and_refusals_listed(enter, volunteer, site):
    shelf = PlaceFactory(site=site)
    here, lost = DeviceFactory(site=site), DeviceFactory(site=site, lost=True)
    elsewhere = DeviceFactory()
    visitor = enter(volunteer)
    data = {"list_act": "bulk", "do": "move", "device": [here.pk, lost.pk, elsewhere.pk]}
    page = visitor.post(DEVICES, data)
    assert set(page.context["rows"]) == {here, lost}
    assert LEFT_OUT in page.content.decode()
    data |= {"confirmed": "1", "place": shelf.code}
    refused = visitor.post(DEVICES, data, follow=True)
    assert NOTHING_DONE in refused.content.decode()
    assert not Device.objects.filter(place=shelf).exists()
    page = visitor.post(DEVICES, data | {"device": [here.pk, lost.pk]})
    assert [row for row, _why in page.context["result"].refused] == [lost]
    assert set(Device.objects.filter(place=shelf)) == {here}


def test_an_action_on_an_invisible_row_does_nothing(enter, technician, site):
    """A page that only shows the ticked rows ignores the invisible row and says so."""
    for act, sentence in (("run_pick", LEFT_OUT), ("together_add", NOTHING_DONE)):
        with undone():
            here, elsewhere = DeviceFactory(site=site), DeviceFactory()
            visitor = enter(technician)
            data = {"device": [here.pk, elsewhere.pk]}
            assert sentence in visitor.post(reverse(act), data, follow=True).content.decode(), act
            assert visitor.session.get("bench_together", []) == []
            data = {"device": [here.pk]}
            page = visitor.post(reverse(act), data, follow=True).content.decode()
            assert "ticked row is" not in page, act


def test_all_filtered_rows_are_selected_up_to_a_limit(enter, volunteer, site, monkeypatch):
    lost = DeviceFactory(site=site, lost=True)
    DeviceFactory.create_batch(2, site=site)
    visitor = enter(volunteer)
    data = {"list_act": "bulk", "do": "labels", "all": "1"}
    page = visitor.post(f"{DEVICES}?status=lost&place=", data)
    assert page.context["rows"] == [lost]
    assert f'action="{reverse("label_print")}"' in page.content.decode()
    assert f'name="device" value="{lost.pk}"' in page.content.decode()
    monkeypatch.setattr("core.lists.actions.MAX_ROWS", 2)
    answer = visitor.post(DEVICES, data, follow=True)
    assert "An action applies to 2 rows at most" in answer.content.decode()
    assert (
        "Tick the rows first."
        in visitor.post(DEVICES, {"list_act": "bulk", "do": "labels"}, follow=True).content.decode()
    )


def test_a_bulk_action_needs_its_permission(enter, volunteer, technician, site):
    device = DeviceFactory(site=site)
    data = {"list_act": "bulk", "do": "retire", "device": device.pk}
    assert "retire" not in [act.name for act in tools(enter(volunteer).get(DEVICES)).acts]
    assert enter(volunteer).post(DEVICES, data).status_code == 403
    assert enter(technician).post(DEVICES, data).status_code == 200
