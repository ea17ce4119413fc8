from modules.config import ModuleConfig


class HouseholdCheckConfig(ModuleConfig):
    default = True
    name = "modules.household_check"
