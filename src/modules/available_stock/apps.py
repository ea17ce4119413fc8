from modules.config import ModuleConfig


class AvailableStockConfig(ModuleConfig):
    default = True
    name = "modules.available_stock"
