from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from core import erasure_journal, merging
        from core.identity import FOLLOWERS
        from core.imports import kinds
        from core.lists.filters import UNNEEDED
        from core.settings_page import registry
        from core.workflow import event_messages, guards
        from people.access.letters import ACCESS_LETTERS
        from people.accounts.closed_accounts import CLOSED, CLOSINGS
        from people.accounts.letters import ACCOUNT_LETTERS
        from people.accounts.operations import forget_users_again
        from people.areas.area_import import AREAS
        from people.base import lifecycle
        from people.base.guards import GUARDS
        from people.base.roles import Role
        from people.merging import MERGINGS
        from people.organisations.operations import enter_own
        from people.organisations.tables import needless_with_one_site
        from people.outbox import checks  # noqa: F401  (it registers itself)
        from people.outbox.letter_kinds import LETTERS, register
        from people.outbox.lifecycle import EVENTS, Addressee, Channel, Trouble
        from people.privacy.operations import anonymise_again
        from people.settings_entries import ENTRIES

        FOLLOWERS.append(enter_own)
        UNNEEDED.append(needless_with_one_site)
        event_messages.register(lifecycle.EVENTS, role=Role)
        event_messages.register(
            EVENTS, letter=LETTERS, channel=Channel, addressee=Addressee, trouble=Trouble
        )
        register(*ACCOUNT_LETTERS, *ACCESS_LETTERS)
        registry.ENTRIES.extend(ENTRIES)
        guards.register(*GUARDS)
        kinds.register(AREAS)
        merging.register(*MERGINGS)
        erasure_journal.register(
            "people.Recipient", born="created_at", gone="anonymised_at", again=anonymise_again
        )
        erasure_journal.register(
            "people.User", born="created_at", gone="anonymised_at", again=forget_users_again
        )
        erasure_journal.KINDS[CLOSED] = CLOSINGS
