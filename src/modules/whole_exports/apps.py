from modules.config import ModuleConfig


class WholeExportsConfig(ModuleConfig):
    default = True
    name = "modules.whole_exports"
