from modules.config import ModuleConfig


class EquipmentFeaturesConfig(ModuleConfig):
    default = True
    name = "modules.equipment_features"
