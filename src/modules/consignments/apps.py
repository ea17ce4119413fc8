from modules.config import ModuleConfig


class ConsignmentsConfig(ModuleConfig):
    default = True
    name = "modules.consignments"
