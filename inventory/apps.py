from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self):
        from core import erasure_journal, modules
        from core.imports import kinds
        from core.settings_page import registry
        from core.workflow import event_messages, guards
        from donations.operations.anonymisation import DECLARED, FROZEN, PAPERS, erase_content
        from inventory.accessories import guards as accessory_guards
        from inventory.accessories import lifecycle as accessories
        from inventory.devices import guards as device_guards
        from inventory.devices.lifecycle import erasure, exits, repairs, specifications, transfers
        from inventory.devices.lifecycle.devices import EVENTS, ErasureResult, RetireReason
        from inventory.exits import guards as exit_guards
        from inventory.imports import lifecycle as imports
        from inventory.imports.device_update import UPDATE
        from inventory.imports.donor_list import DONOR_LIST
        from inventory.models import Device, ErasureCertificate, Voucher
        from inventory.open_modules import STILL_OPEN
        from inventory.repairs import guards as repair_guards
        from inventory.settings_entries import ENTRIES
        from inventory.stocktakes import guards as count_guards
        from inventory.stocktakes import lifecycle as stocktakes
        from inventory.transfers.refurbisher_list import AUDIT
        from inventory.vouchers import guards as voucher_guards
        from inventory.vouchers import lifecycle as vouchers
        from inventory.vouchers.letters import (
            VOUCHER_ENDING,
            VOUCHERS_ENDING_OFFICE,
            VOUCHERS_EXPIRING,
        )
        from inventory.vouchers.list_rows import VOUCHERS
        from inventory.workshop import guards as checklist_guards
        from inventory.workshop import lifecycle as checklists
        from people.outbox import letter_kinds
        from people.privacy import anonymisation

        guards.register(
            *accessory_guards.GUARDS,
            *checklist_guards.GUARDS,
            *count_guards.GUARDS,
            *device_guards.GUARDS,
            *device_guards.ERASURE_GUARDS,
            *exit_guards.GUARDS,
            *repair_guards.GUARDS,
            *voucher_guards.GUARDS,
        )
        event_messages.register(accessories.EVENTS)
        event_messages.register(transfers.EVENTS)
        event_messages.register(EVENTS, result=ErasureResult, reason=RetireReason)
        event_messages.register(checklists.EVENTS)
        event_messages.register(stocktakes.EVENTS)
        event_messages.register(exits.EVENTS)
        event_messages.register(imports.EVENTS)
        event_messages.register(erasure.EVENTS)
        event_messages.register(
            repairs.EVENTS, repair=repairs.RepairOutcome, barrier=repairs.Barrier
        )
        event_messages.register(
            vouchers.EVENTS,
            why=vouchers.RevealReason,
            paid_by=vouchers.PaidBy,
            cancel_reason=vouchers.CancelReason,
        )
        kinds.register(AUDIT)
        event_messages.register(specifications.EVENTS, tool=specifications.ReportKind)
        kinds.register(DONOR_LIST)
        kinds.register(UPDATE)
        kinds.register(VOUCHERS)
        letter_kinds.register(VOUCHERS_EXPIRING, VOUCHER_ENDING, VOUCHERS_ENDING_OFFICE)
        anonymisation.register(Voucher.objects.forget_numbers)
        DECLARED.append(lambda donors: Device.objects.filter(donation__donor__in=donors))
        PAPERS.append(lambda donors: ErasureCertificate.objects.filter(donation__donor__in=donors))
        FROZEN.append(ErasureCertificate)
        erasure_journal.register(
            "inventory.ErasureCertificate", born="at", gone="forgotten_at", again=erase_content
        )
        registry.ENTRIES.extend(ENTRIES)
        modules.STILL_OPEN.extend(STILL_OPEN)
