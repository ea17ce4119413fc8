from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self):
        from core.imports import kinds
        from core.modules.discovery import discover
        from core.workflow import erasure_journal
        from donations.operations.anonymisation import DECLARED, register_frozen
        from inventory.device_pages.place_import import SHELVES
        from inventory.imports.donor_list import DONOR_LIST
        from inventory.imports.operations import withholding
        from inventory.models import Device, ErasureCertificate, Voucher
        from inventory.vouchers.list_rows import VOUCHERS
        from people.privacy import anonymisation

        discover(self)
        erasure_journal.KINDS[withholding.LABEL] = withholding.AS_JOURNALED
        for kind in (DONOR_LIST, SHELVES, VOUCHERS):
            kinds.register(kind)
        anonymisation.register(Voucher.objects.forget_numbers)
        DECLARED.append(lambda donors: Device.objects.filter(donation__donor__in=donors))
        register_frozen(
            ErasureCertificate,
            lambda donors: ErasureCertificate.objects.filter(donation__donor__in=donors),
        )
