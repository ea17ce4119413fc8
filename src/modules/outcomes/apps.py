from modules.config import ModuleConfig


class OutcomesConfig(ModuleConfig):
    default = True
    name = "modules.outcomes"
