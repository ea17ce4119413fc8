from modules.config import ModuleConfig


class AreaTablesConfig(ModuleConfig):
    default = True
    name = "modules.area_tables"
