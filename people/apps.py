from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from core import decisions, forgotten, guards, sentences
        from people import (
            checks,  # noqa: F401  (it registers itself)
            letters,
        )
        from people.closing import CLOSED, CLOSINGS
        from people.decided import DECISIONS
        from people.forgetting import anonymise_again
        from people.guards import GUARDS
        from people.letter_kinds import LETTERS, register
        from people.lifecycle import EVENTS, Addressee, Channel, Trouble
        from people.operations.leaving import forget_users_again
        from people.roles import Role

        words = {"role": Role, "channel": Channel, "told": Addressee, "trouble": Trouble}
        sentences.register(EVENTS, letter=LETTERS, **words)
        register(*letters.LETTERS)
        decisions.register(*DECISIONS)
        guards.register(*GUARDS)
        forgotten.register(
            "people.Recipient", born="created_at", gone="anonymised_at", again=anonymise_again
        )
        forgotten.register(
            "people.User", born="created_at", gone="anonymised_at", again=forget_users_again
        )
        forgotten.KINDS[CLOSED] = CLOSINGS
