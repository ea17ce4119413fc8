from modules.config import ModuleConfig


class PersonalLinkConfig(ModuleConfig):
    default = True
    name = "modules.personal_link"
