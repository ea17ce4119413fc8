from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from core.lists.filters import UNNEEDED
        from core.modules.discovery import discover
        from core.settings_page.identity import FOLLOWERS
        from core.workflow import erasure_journal
        from people.accounts.closed_accounts import CLOSED, CLOSINGS
        from people.accounts.operations import forget_users_again
        from people.organisations.operations import enter_own
        from people.organisations.tables import needless_with_one_site
        from people.outbox import checks  # noqa: F401  (it registers itself)
        from people.privacy.operations import anonymise_again

        FOLLOWERS.append(enter_own)
        UNNEEDED.append(needless_with_one_site)
        discover(self)
        erasure_journal.register(
            "people.Recipient", born="created_at", gone="anonymised_at", again=anonymise_again
        )
        erasure_journal.register(
            "people.User", born="created_at", gone="anonymised_at", again=forget_users_again
        )
        erasure_journal.KINDS[CLOSED] = CLOSINGS
