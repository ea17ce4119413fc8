from modules.config import ModuleConfig


class SecondLifeConfig(ModuleConfig):
    default = True
    name = "modules.second_life"
