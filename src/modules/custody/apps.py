from modules.config import ModuleConfig


class CustodyConfig(ModuleConfig):
    default = True
    name = "modules.custody"
