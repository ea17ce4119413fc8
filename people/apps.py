from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from core import sentences
        from people.lifecycle import EVENTS
        from people.roles import Role

        sentences.register(EVENTS, role=Role)
