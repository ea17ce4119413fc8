from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "loans"

    def ready(self):
        from core.settings_page import registry as decisions
        from core.workflow import event_messages as sentences
        from core.workflow import guards
        from donations import calendar
        from inventory.imports import import_types as kinds
        from loans.aftercare import lifecycle as followups
        from loans.aftercare.guards import AFTERWARDS_GUARDS
        from loans.aftercare.letters import AFTERWARDS_LETTERS
        from loans.aftercare.reminders.letters import REMINDERS
        from loans.allocation.letters import READY_LETTERS
        from loans.appointments import lifecycle as appointments
        from loans.appointments.agenda import entries_of
        from loans.appointments.letters import APPOINTMENT_LETTERS
        from loans.base.guards import FORGOTTEN_GUARDS, GUARDS, ITEM_GUARDS
        from loans.base.letters import HAND_OVER_LETTERS, REQUEST_LETTERS, RESERVATION_LETTERS
        from loans.base.lifecycle import aftercare as afterwards
        from loans.base.lifecycle import agreements as answers
        from loans.base.lifecycle import loans as allocation
        from loans.base.lifecycle import loans as ceiling
        from loans.base.lifecycle import loans as conventions
        from loans.base.lifecycle import loans as referrals
        from loans.base.lifecycle.loans import EVENTS, Mode
        from loans.campaigns import lifecycle as campaigns
        from loans.campaigns.letters import CAMPAIGN_LETTERS
        from loans.legacy_import.import_type import REGISTER
        from loans.models import Mandate
        from loans.organisations.guards import CONVENTION_GUARDS
        from loans.organisations.letters import CONVENTION_LETTERS
        from loans.organisations.organisation_import import ORGANISATIONS
        from loans.privacy import lifecycle as erasing
        from loans.privacy.anonymisation import FORGET, TEXTS
        from loans.privacy.last_contact import live
        from loans.privacy.letters import ERASURE_LETTERS
        from loans.settings.settings_entries import DECISIONS
        from loans.staff.import_type import STAFF
        from people import anonymisation as forgetting
        from people import outbox
        from people.lifecycle import ProofKind

        calendar.SOURCES.append(entries_of)
        forgetting.register(Mandate.objects.forget, *FORGET)
        forgetting.register_texts(*TEXTS)
        forgetting.register_live(live)
        guards.register(
            *GUARDS, *CONVENTION_GUARDS, *AFTERWARDS_GUARDS, *FORGOTTEN_GUARDS, *ITEM_GUARDS
        )
        decisions.register(*DECISIONS)
        for kind in (REGISTER, ORGANISATIONS, STAFF):
            kinds.register(kind)
        outbox.register(
            *REQUEST_LETTERS,
            *READY_LETTERS,
            *RESERVATION_LETTERS,
            *HAND_OVER_LETTERS,
            *AFTERWARDS_LETTERS,
            *APPOINTMENT_LETTERS,
            *CAMPAIGN_LETTERS,
            *REMINDERS,
            *CONVENTION_LETTERS,
            *ERASURE_LETTERS,
        )
        for events in (
            afterwards.EVENTS,
            appointments.EVENTS,
            campaigns.EVENTS,
            conventions.CONVENTIONS_EVENTS,
        ):
            sentences.register(events)
        sentences.register(EVENTS)
        sentences.register(allocation.ALLOCATION_EVENTS, mode=Mode, weighs=allocation.Reason)
        sentences.register(
            answers.EVENTS,
            training=answers.Training,
            mandate=answers.MandatePaper,
            paper=answers.PaperKind,
            unsigned=answers.WhyNotSigned,
            taken_back=answers.WhyTakenBack,
            proof=ProofKind,
        )
        sentences.register(ceiling.CEILING_EVENTS, lift=ceiling.LiftReason)
        sentences.register(erasing.EVENTS, kept=erasing.KeepReason, opened=erasing.OpenReason)
        sentences.register(followups.EVENTS, call=followups.CallResult)
        sentences.register(referrals.REFERRALS_EVENTS, parts=referrals.Part)
