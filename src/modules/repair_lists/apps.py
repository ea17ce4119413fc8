from modules.config import ModuleConfig


class RepairListsConfig(ModuleConfig):
    default = True
    name = "modules.repair_lists"
