from modules.config import ModuleConfig


class SeveralFamiliesConfig(ModuleConfig):
    default = True
    name = "modules.several_families"
