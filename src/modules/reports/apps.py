from modules.config import ModuleConfig


class ReportsConfig(ModuleConfig):
    default = True
    name = "modules.reports"
