from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "loans"

    def ready(self):
        from core import decisions, guards, sentences
        from donations import calendar
        from inventory.lists import kinds
        from loans.appointments.agenda import entries_of
        from loans.contacts import live
        from loans.decided import DECISIONS
        from loans.forgetting import FORGET, TEXTS
        from loans.guards import GUARDS
        from loans.guards.afterwards import AFTERWARDS_GUARDS
        from loans.guards.conventions import CONVENTION_GUARDS
        from loans.guards.forgotten import FORGOTTEN_GUARDS
        from loans.guards.items import ITEM_GUARDS
        from loans.letters import HAND_OVER_LETTERS, REQUEST_LETTERS, RESERVATION_LETTERS
        from loans.letters.afterwards import AFTERWARDS_LETTERS
        from loans.letters.appointments import APPOINTMENT_LETTERS
        from loans.letters.campaigns import CAMPAIGN_LETTERS
        from loans.letters.conventions import CONVENTION_LETTERS
        from loans.letters.erasing import ERASURE_LETTERS
        from loans.letters.ready import READY_LETTERS
        from loans.lifecycle import (
            EVENTS,
            Mode,
            afterwards,
            allocation,
            answers,
            appointments,
            campaigns,
            ceiling,
            conventions,
            erasing,
            followups,
            referrals,
        )
        from loans.models import Mandate
        from loans.register.kind import REGISTER
        from loans.reminders.letters import REMINDERS
        from loans.staff.kind import STAFF
        from loans.structures import ORGANISATIONS
        from people import forgetting, outbox
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
        for room in (afterwards, appointments, campaigns, conventions):
            sentences.register(room.EVENTS)
        sentences.register(EVENTS)
        sentences.register(allocation.EVENTS, mode=Mode, weighs=allocation.Reason)
        sentences.register(
            answers.EVENTS,
            training=answers.Training,
            mandate=answers.MandatePaper,
            paper=answers.PaperKind,
            unsigned=answers.WhyNotSigned,
            taken_back=answers.WhyTakenBack,
            proof=ProofKind,
        )
        sentences.register(ceiling.EVENTS, lift=ceiling.LiftReason)
        sentences.register(erasing.EVENTS, kept=erasing.KeepReason, opened=erasing.OpenReason)
        sentences.register(followups.EVENTS, call=followups.CallResult)
        sentences.register(referrals.EVENTS, parts=referrals.Part)
