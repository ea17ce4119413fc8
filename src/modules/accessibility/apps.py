from modules.config import ModuleConfig


class AccessibilityConfig(ModuleConfig):
    default = True
    name = "modules.accessibility"
