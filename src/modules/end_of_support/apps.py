from modules.config import ModuleConfig


class EndOfSupportConfig(ModuleConfig):
    default = True
    name = "modules.end_of_support"
