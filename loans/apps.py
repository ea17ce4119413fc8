from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "loans"

    def ready(self):
        from core import erasure_journal, modules
        from core.imports import kinds
        from core.settings_page import registry
        from core.workflow import event_messages, guards
        from donations import calendar
        from loans.aftercare import lifecycle as followups
        from loans.aftercare.guards import AFTERWARDS_GUARDS
        from loans.aftercare.letters import AFTERWARDS_LETTERS
        from loans.aftercare.reminders.letters import REMINDERS
        from loans.agreements.letters import SIGNING_LETTERS
        from loans.agreements.operations.links import close_again
        from loans.agreements.places import PLACES
        from loans.allocation.letters import READY_LETTERS
        from loans.appointments import lifecycle as appointments
        from loans.appointments.agenda import entries_of
        from loans.appointments.letters import APPOINTMENT_LETTERS
        from loans.base.guards import FORGOTTEN_GUARDS, GUARDS, ITEM_GUARDS
        from loans.base.letters import HAND_OVER_LETTERS, REQUEST_LETTERS, RESERVATION_LETTERS
        from loans.base.lifecycle import aftercare, agreements
        from loans.base.lifecycle import loans as loan_lifecycle
        from loans.base.lifecycle.loans import EVENTS, Mode
        from loans.campaigns import lifecycle as campaigns
        from loans.campaigns.letters import CAMPAIGN_LETTERS
        from loans.legacy_import.import_type import REGISTER
        from loans.models import Mandate
        from loans.organisations.guards import CONVENTION_GUARDS
        from loans.organisations.letters import CONVENTION_LETTERS
        from loans.organisations.organisation_import import ORGANISATIONS
        from loans.pages.open_modules import STILL_OPEN
        from loans.personal.letters import PERSONAL_LETTERS
        from loans.privacy import lifecycle as privacy
        from loans.privacy.anonymisation import FORGET, TEXTS
        from loans.privacy.last_contact import live
        from loans.privacy.letters import ERASURE_LETTERS
        from loans.settings.settings_entries import ENTRIES
        from loans.staff.import_type import STAFF
        from people.base.lifecycle import ProofKind
        from people.outbox import letter_kinds
        from people.privacy import anonymisation

        erasure_journal.register(
            "loans.SignatureLink", born="at", gone="closed_at", again=close_again
        )
        calendar.SOURCES.append(entries_of)
        anonymisation.register(Mandate.objects.forget, *FORGET)
        anonymisation.register_texts(*TEXTS)
        anonymisation.register_live(live)
        guards.register(
            *GUARDS, *CONVENTION_GUARDS, *AFTERWARDS_GUARDS, *FORGOTTEN_GUARDS, *ITEM_GUARDS
        )
        registry.ENTRIES.extend(ENTRIES)
        modules.STILL_OPEN.extend(STILL_OPEN)
        for kind in (REGISTER, ORGANISATIONS, STAFF, PLACES):
            kinds.register(kind)
        letter_kinds.register(
            *REQUEST_LETTERS,
            *READY_LETTERS,
            *RESERVATION_LETTERS,
            *HAND_OVER_LETTERS,
            *SIGNING_LETTERS,
            *AFTERWARDS_LETTERS,
            *APPOINTMENT_LETTERS,
            *CAMPAIGN_LETTERS,
            *REMINDERS,
            *PERSONAL_LETTERS,
            *CONVENTION_LETTERS,
            *ERASURE_LETTERS,
        )
        for events in (
            aftercare.EVENTS,
            appointments.EVENTS,
            campaigns.EVENTS,
            loan_lifecycle.CONVENTIONS_EVENTS,
        ):
            event_messages.register(events)
        event_messages.register(EVENTS)
        event_messages.register(
            loan_lifecycle.ALLOCATION_EVENTS,
            mode=Mode,
            weighs=loan_lifecycle.Reason,
            why_first=loan_lifecycle.WhyFirst,
        )
        event_messages.register(
            agreements.EVENTS,
            training=agreements.Training,
            mandate=agreements.MandatePaper,
            paper=agreements.PaperKind,
            unsigned=agreements.WhyNotSigned,
            taken_back=agreements.WhyTakenBack,
            proof=ProofKind,
        )
        event_messages.register(loan_lifecycle.CEILING_EVENTS, lift=loan_lifecycle.LiftReason)
        event_messages.register(privacy.EVENTS, kept=privacy.KeepReason, opened=privacy.OpenReason)
        event_messages.register(followups.EVENTS, call=followups.CallResult)
        event_messages.register(loan_lifecycle.REFERRALS_EVENTS, parts=loan_lifecycle.Part)
