"""Requestable items depend on the enabled modules; earlier lines are kept."""

import pytest
from django.urls import reverse

from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    KitPartFactory,
    RequestFactory,
    RequestLineFactory,
    VoucherProductFactory,
)
from tests.modules import use

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(site):
    kit = KitPartFactory().kit
    return {
        f"kit_{kit.pk}",
        f"accessory_{AccessoryKindFactory().pk}",
        f"product_{VoucherProductFactory().pk}",
    }


def test_only_items_of_active_modules_are_offered(items, association, sign_in):
    category = CategoryFactory()
    visitor, page = sign_in(association), reverse("request_new")
    more = {"more": "extras"}
    assert items <= set(visitor.post(page, more).context["form"].fields)
    use()
    answer = visitor.post(page, more)
    fields = set(answer.context["form"].fields)
    assert f"category_{category.pk}" in fields
    assert not items & fields
    assert 'class="extras"' not in answer.content.decode()


def test_a_line_of_an_inactive_module_stays_in_an_edited_request(
    unrendered, association, site, sign_in
):
    request = RequestFactory(sent=True, organisation=association.organisation, site=site)
    line = RequestLineFactory(request=request, category=None, accessory=AccessoryKindFactory())
    other = AccessoryKindFactory()
    use()
    page = sign_in(association).get(reverse("request_edit", args=[request.pk]))
    fields = page.context["form"].fields
    assert f"accessory_{line.accessory_id}" in fields
    assert f"accessory_{other.pk}" not in fields
