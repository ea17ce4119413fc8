from modules.config import ModuleConfig


class ReceiptsConfig(ModuleConfig):
    default = True
    name = "modules.receipts"
