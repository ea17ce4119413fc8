"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.webhooks import operations
from modules.webhooks.tests.factories import DeliveryFactory, WebhookFactory
from people.base.roles import Role
from tests.access_page import A, Page, act

FACTORIES = [WebhookFactory, DeliveryFactory]
PAGES = {
    "webhook_list": Page(A),
    "webhook_add": Page(A),
    **{f"webhook_{name}": Page(A, "webhook") for name in ("edit", "deliveries")},
    **{f"webhook_{name}": act(A, "webhook") for name in ("on", "off", "again")},
}
LOWEST = {
    Role.ADMIN: [
        operations.give_up_webhook,
        operations.save_webhook,
        operations.send_again,
        operations.switch_off,
        operations.switch_on,
    ]
}
PICTURES = {"webhooks": ("webhook_add",)}


def add_to(world):
    world.webhook = DeliveryFactory(webhook__off=True).webhook  # nothing is sent
