from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self):
        from core.imports import kinds
        from core.modules.discovery import discover
        from core.workflow import erasure_journal
        from donations.donor_import import DONORS
        from donations.operations.anonymisation import DONOR, FORGETS

        discover(self)
        kinds.register(DONORS)
        erasure_journal.KINDS[DONOR] = FORGETS
