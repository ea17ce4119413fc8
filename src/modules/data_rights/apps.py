from modules.config import ModuleConfig


class DataRightsConfig(ModuleConfig):
    default = True
    name = "modules.data_rights"
