from modules.config import ModuleConfig


class StaffConfig(ModuleConfig):
    default = True
    name = "modules.staff"
