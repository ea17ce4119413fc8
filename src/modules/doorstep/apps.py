from modules.config import ModuleConfig


class DoorstepConfig(ModuleConfig):
    default = True
    name = "modules.doorstep"
