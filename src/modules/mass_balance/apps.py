from modules.config import ModuleConfig


class MassBalanceConfig(ModuleConfig):
    default = True
    name = "modules.mass_balance"
