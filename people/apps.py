from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from core import erasure_journal as forgotten
        from core.settings_page import registry as decisions
        from core.workflow import event_messages as sentences
        from core.workflow import guards
        from people import letters
        from people.anonymisation import anonymise_again
        from people.closed_accounts import CLOSED, CLOSINGS
        from people.guards import GUARDS
        from people.letter_kinds import LETTERS, register
        from people.lifecycle import EVENTS, Addressee, Channel, Trouble
        from people.operations.account_erasure import forget_users_again
        from people.roles import Role
        from people.settings_entries import DECISIONS

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
