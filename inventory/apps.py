from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self):
        from core import decisions, forgotten, guards, sentences
        from donations.operations.forgetting import DECLARED, FROZEN, PAPERS, erase_content
        from inventory.decided import DECISIONS
        from inventory.guards import GUARDS
        from inventory.guards import accessories as accessory_guards
        from inventory.guards import checklists as checklist_guards
        from inventory.guards import counts as count_guards
        from inventory.guards import erasure as erasure_guards
        from inventory.guards import exits as exit_guards
        from inventory.guards import repairs as repair_guards
        from inventory.guards import vouchers as voucher_guards
        from inventory.letters import VOUCHERS_EXPIRING
        from inventory.lifecycle import (
            EVENTS,
            ErasureResult,
            RetireReason,
            accessories,
            checklists,
            counts,
            exits,
            lists,
            moves,
            outside,
            repairs,
            specs,
            vouchers,
        )
        from inventory.lifecycle import erasure as erasing
        from inventory.lists import kinds
        from inventory.lists.audit import AUDIT
        from inventory.lists.donor import DONOR_LIST
        from inventory.lists.update import UPDATE
        from inventory.models import Device, ErasureCertificate, Voucher
        from people import forgetting, outbox

        guards.register(
            *GUARDS,
            *accessory_guards.GUARDS,
            *checklist_guards.GUARDS,
            *count_guards.GUARDS,
            *erasure_guards.GUARDS,
            *exit_guards.GUARDS,
            *repair_guards.GUARDS,
            *voucher_guards.GUARDS,
        )
        sentences.register(accessories.EVENTS)
        sentences.register(moves.EVENTS)
        sentences.register(outside.EVENTS)
        sentences.register(EVENTS, result=ErasureResult, reason=RetireReason)
        sentences.register(checklists.EVENTS)
        sentences.register(counts.EVENTS)
        sentences.register(exits.EVENTS)
        sentences.register(lists.EVENTS)
        sentences.register(erasing.EVENTS)
        sentences.register(repairs.EVENTS, repair=repairs.RepairOutcome, barrier=repairs.Barrier)
        sentences.register(
            vouchers.EVENTS,
            why=vouchers.RevealReason,
            paid_by=vouchers.PaidBy,
            cancel_reason=vouchers.CancelReason,
        )
        kinds.register(AUDIT)
        sentences.register(specs.EVENTS, tool=specs.ReportKind)
        kinds.register(DONOR_LIST)
        kinds.register(UPDATE)
        outbox.register(VOUCHERS_EXPIRING)
        forgetting.register(Voucher.objects.forget_numbers)
        DECLARED.append(lambda donors: Device.objects.filter(donation__donor__in=donors))
        PAPERS.append(lambda donors: ErasureCertificate.objects.filter(donation__donor__in=donors))
        FROZEN.append(ErasureCertificate)
        forgotten.register(
            "inventory.ErasureCertificate", born="at", gone="forgotten_at", again=erase_content
        )
        decisions.register(*DECISIONS)
