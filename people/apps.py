from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from core import erasure_journal, merging
        from core.settings_page import registry
        from core.workflow import event_messages, guards
        from people import (
            checks,  # noqa: F401  (it registers itself)
            letters,
        )
        from people.anonymisation import anonymise_again
        from people.closed_accounts import CLOSED, CLOSINGS
        from people.guards import GUARDS
        from people.letter_kinds import LETTERS, register
        from people.lifecycle import EVENTS, Addressee, Channel, Trouble
        from people.merging import MERGINGS
        from people.operations.account_erasure import forget_users_again
        from people.roles import Role
        from people.settings_entries import ENTRIES

        words = {"role": Role, "channel": Channel, "told": Addressee, "trouble": Trouble}
        event_messages.register(EVENTS, letter=LETTERS, **words)
        register(*letters.LETTERS)
        registry.register(*ENTRIES)
        guards.register(*GUARDS)
        merging.register(*MERGINGS)
        erasure_journal.register(
            "people.Recipient", born="created_at", gone="anonymised_at", again=anonymise_again
        )
        erasure_journal.register(
            "people.User", born="created_at", gone="anonymised_at", again=forget_users_again
        )
        erasure_journal.KINDS[CLOSED] = CLOSINGS
