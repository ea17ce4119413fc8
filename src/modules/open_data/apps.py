from modules.config import ModuleConfig


class OpenDataConfig(ModuleConfig):
    default = True
    name = "modules.open_data"
