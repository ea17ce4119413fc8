from modules.config import ModuleConfig


class DemoVisitConfig(ModuleConfig):
    default = True
    name = "modules.demo_visit"
