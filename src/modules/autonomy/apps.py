from modules.config import ModuleConfig


class AutonomyConfig(ModuleConfig):
    default = True
    name = "modules.autonomy"
