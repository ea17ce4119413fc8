"""Guards of voucher codes, also during a key rotation, which requires an event."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from inventory.vouchers.models.voucher import CIPHERS

SEALED_ANEW = " OR ".join(
    f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in [*CIPHERS, "sealed_with"]
)
NO_CHANGE_OF_KEY = """
    NEW.sealed_with = OLD.sealed_with OR NOT EXISTS (
        SELECT 1 FROM core_event e JOIN django_content_type t ON t.id = e.subject_type_id
        WHERE t.app_label = 'inventory' AND t.model = 'voucherbatch' AND e.subject_id = NEW.batch_id
        AND e.kind = 'voucherbatch.resealed' AND KEY(e) = NEW.sealed_with
    )
"""

GUARDS = [
    Guard(
        name="inventory_voucher_sealed",
        table="inventory_voucher",
        on={"UPDATE": f"({SEALED_ANEW}) AND ({NO_CHANGE_OF_KEY})"},
        violation_error_message=_("Codes can only be re-encrypted with another key."),
    ),
]

guards.register(*GUARDS)
