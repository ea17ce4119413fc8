from modules.config import ModuleConfig


class SystemAdviceConfig(ModuleConfig):
    default = True
    name = "modules.system_advice"
