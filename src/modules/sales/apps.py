from modules.config import ModuleConfig


class SalesConfig(ModuleConfig):
    default = True
    name = "modules.sales"
