from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self):
        from core import erasure_journal as forgotten
        from core.workflow import event_messages as sentences
        from core.workflow import guards
        from donations.guards import GUARDS
        from donations.lifecycle import EVENTS
        from donations.operations.anonymisation import DONOR, FORGETS, erase_content

        guards.register(*GUARDS)
        sentences.register(EVENTS)
        forgotten.KINDS[DONOR] = FORGETS
        forgotten.register(
            "donations.TaxReceipt", born="at", gone="forgotten_at", again=erase_content
        )
