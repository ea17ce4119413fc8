"""A process of its own that asks for pages, as fresh as a server's: it takes nothing over."""

from time import perf_counter

import django

WARM_UP = 5


def ask(database, email, path, seconds):
    """The number of page loads in so many seconds, after a warm-up."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import override_settings

    from bench.management.commands.bench import AS_SERVED
    from people.models import User

    connection.settings_dict["NAME"] = database
    with override_settings(**AS_SERVED):
        client, count = Client(), 0
        client.force_login(User.objects.get(email=email))
        for _time in range(WARM_UP):
            client.get(path)
        ends = perf_counter() + seconds
        while perf_counter() < ends:
            client.get(path)
            count += 1
    return count
