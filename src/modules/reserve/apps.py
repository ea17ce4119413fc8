from modules.config import ModuleConfig


class ReserveConfig(ModuleConfig):
    default = True
    name = "modules.reserve"
