from modules.config import ModuleConfig


class ErasureReportsConfig(ModuleConfig):
    default = True
    name = "modules.erasure_reports"
