from modules.config import ModuleConfig


class LegacyImportConfig(ModuleConfig):
    default = True
    name = "modules.legacy_import"
