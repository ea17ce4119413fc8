from modules.config import ModuleConfig


class StyleguideConfig(ModuleConfig):
    default = True
    name = "modules.styleguide"
