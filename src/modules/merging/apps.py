from modules.config import ModuleConfig


class MergingConfig(ModuleConfig):
    default = True
    name = "modules.merging"
