"""Minimal list page in plain Django: the baseline for our measurements.

It uses the session, the user, one query over six tables and a template, behind four of Django's
middleware classes.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from inventory.models import Device

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
RELATED = ["category", "brand", "model", "site", "place"]
PAGE = """<!doctype html><html><head><title>Devices</title></head><body><p>{{ user }}</p><table>
{% for device in devices %}<tr><td><a href="{% url 'device_detail' device.pk %}">
{{ device.asset_tag }}</a></td><td>{{ device.category }}</td><td>{{ device.brand.name }}</td>
<td>{{ device.model.name }}</td><td>{{ device.serial }}</td><td>{{ device.get_status_display }}</td>
<td>{{ device.grade }}</td><td>{{ device.site.name }} {{ device.place.name }}</td>
<td>{{ device.received_at|date:"d/m/Y" }}</td></tr>{% endfor %}</table></body></html>"""


@login_required
def minimal(request, rows):
    """List the `rows` newest devices."""
    devices = Device.objects.select_related(*RELATED).order_by("-pk")[:rows]
    context = {"user": request.user, "devices": devices}
    return HttpResponse(engines["django"].from_string(PAGE).render(context))


def floor(user, rows):
    """Return a function that requests a minimal page of `rows` rows."""
    client, path = Client(), reverse("minimal", args=[rows])
    client.force_login(user)
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        client.handler.load_middleware()

    def get():
        assert client.get(path).status_code == 200  # noqa: S101

    return get
