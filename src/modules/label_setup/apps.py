from modules.config import ModuleConfig


class LabelSetupConfig(ModuleConfig):
    default = True
    name = "modules.label_setup"
