from modules.config import ModuleConfig


class SingleSignOnConfig(ModuleConfig):
    default = True
    name = "modules.single_sign_on"
