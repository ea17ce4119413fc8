"""Filters of lists: long texts are rejected, and phones fold all filters except the search."""

import re
from importlib import import_module

import pytest
from django.forms import CharField

from core.lists.filters import FilterSet
from core.models import Event
from core.text_input import MAX_LENGTH
from tests.factories import DeviceFactory, RecipientFactory

pytestmark = pytest.mark.engine

DEVICES = "/devices/"
TOO_LONG = "x" * 1_000_000


def every_filter_set():
    """Return all our filter sets, once their pages are imported."""
    import_module("config.urls")
    return sorted(FilterSet.__subclasses__(), key=lambda kind: kind.__name__)


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def test_a_too_long_search_text_is_refused_without_a_query(
    visitor, site, django_assert_max_num_queries
):
    DeviceFactory(site=site)
    with django_assert_max_num_queries(30):
        page = visitor.get(DEVICES, {"q": TOO_LONG, "place": TOO_LONG})
    for name in ("q", "place"):
        (error,) = page.context["filters"].form.errors[name]
        assert str(MAX_LENGTH) in error
        assert error in page.text
    assert not page.context["table"].page.object_list


def test_every_text_filter_has_a_maximum_length(rf, coordinator):
    request = rf.get("/")
    request.user = coordinator
    texts = [
        (kind.__name__, name, field)
        for kind in every_filter_set()
        for name, field in kind({}, Event.objects.none(), request=request).form.fields.items()
        if type(field) is CharField
    ]
    assert len(texts) > 20
    for *where, field in texts:
        assert field.max_length <= MAX_LENGTH, where
        assert field.widget.attrs["maxlength"] == str(field.max_length), where


def test_a_too_long_posted_search_finds_nothing_and_fits_in_a_url(visitor):
    RecipientFactory(last_name="x", organisation__name="x")
    for name in ("q", "organisation"):
        sent = visitor.post("/recipients/", {"list_act": "filter", name: TOO_LONG})
        assert len(sent.url) < 2_000
        assert not visitor.get(sent.url).context["table"].page.object_list, name


def test_an_invalid_filter_exports_nothing(visitor, site):
    DeviceFactory(site=site)
    long = "x" * (MAX_LENGTH + 1)
    visitor.post(f"{DEVICES}?q={long}", {"list_act": "export", "form": "csv"})
    assert Event.objects.get(kind="list.exported").data["count"] == 0


def test_the_folded_filters_show_their_number_and_not_the_search_text(visitor, site):
    filters = visitor.get(DEVICES).context["filters"]
    assert (filters.sought.name, filters.set_count) == ("q", 0)
    query = {"q": "dell", "status": "ready", "grade": "A"}
    filters = visitor.get(DEVICES, query).context["filters"]
    assert filters.set_count == 2
    assert "q" not in [field.name for field in filters.folded]


def test_an_htmx_response_updates_the_number_of_filters(visitor):
    answer = visitor.get(
        DEVICES, {"status": "ready"}, headers={"HX-Request": "true", "HX-Target": "table"}
    )
    text = answer.content.decode()
    assert 'id="filters-set" hx-swap-oob="true">1<' in text
    assert 'class="filters"' not in text
    assert "hx-swap-oob" not in visitor.get(DEVICES, {"status": "ready"}).content.decode()


def test_a_fragment_is_the_list_of_the_page_without_its_tools(visitor, site):
    DeviceFactory.create_batch(51, site=site, ready=True)
    for query in ("?page=2", "?status=ready&sort=asset_tag", "?q=xylophone"):
        whole = visitor.get(DEVICES + query).text
        part = visitor.get(DEVICES + query, headers={"HX-Target": "table"}).text
        table = rest_of(part).partition('<span class="filters-count"')[0].strip()
        assert table in rest_of(whole), query
        assert 'name="list_act" value="export"' in whole
        assert 'name="list_act" value="export"' not in part


def rest_of(html):
    """Return a list page without the tools, the link to them, and the CSRF token."""
    tools = r'<div id="list-tools"(?: hx-preserve="true"></div>|.*?\n</div>\n)'
    html = re.sub(tools, "", html, flags=re.DOTALL)
    html = re.sub(r'<p class="list-more">.*?</p>', "", html)
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return " ".join(html.split())


def test_the_label_of_no_filter_agrees_in_gender(visitor):
    page = visitor.get(DEVICES).text
    for name, words in (("status", "tous"), ("category", "toutes")):
        choices = page.partition(f'<select name="{name}"')[2].partition("</select>")[0]
        assert f">{words}</option>" in choices


def test_a_date_filter_is_shown_in_the_date_format_of_pages(visitor):
    page = visitor.get("/loans/", {"due_on": "2026-11-08"})
    [(_field, value, address)] = page.context["filters"].chips
    assert (value, address) == ("08/11/2026", "?")
