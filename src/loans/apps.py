from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "loans"

    def ready(self):
        from core.imports import kinds
        from core.modules.discovery import discover
        from core.workflow import erasure_journal
        from loans.agreements.operations.links import close_again
        from loans.models import Mandate
        from loans.organisations.organisation_import import ORGANISATIONS
        from loans.privacy.anonymisation import FORGET, TEXTS
        from loans.privacy.last_contact import live
        from people.privacy import anonymisation

        discover(self)
        erasure_journal.register(
            "loans.SignatureLink", born="at", gone="closed_at", again=close_again
        )
        anonymisation.register(Mandate.objects.forget, *FORGET)
        anonymisation.register_texts(*TEXTS)
        anonymisation.register_live(live)
        kinds.register(ORGANISATIONS)
