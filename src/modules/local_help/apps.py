from modules.config import ModuleConfig


class LocalHelpConfig(ModuleConfig):
    default = True
    name = "modules.local_help"
