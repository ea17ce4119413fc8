from modules.config import ModuleConfig


class OfflineConfig(ModuleConfig):
    default = True
    name = "modules.offline"
