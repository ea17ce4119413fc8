from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self):
        from core import guards, sentences
        from inventory.guards import GUARDS
        from inventory.lifecycle import EVENTS, ErasureResult, RetireReason

        guards.register(*GUARDS)
        sentences.register(EVENTS, result=ErasureResult, reason=RetireReason)
