from modules.config import ModuleConfig


class ModelListsConfig(ModuleConfig):
    default = True
    name = "modules.model_lists"
