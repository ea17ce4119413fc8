from modules.config import ModuleConfig


class WorkshopFiguresConfig(ModuleConfig):
    default = True
    name = "modules.workshop_figures"
