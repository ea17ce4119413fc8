from modules.config import ModuleConfig


class StocktakesConfig(ModuleConfig):
    default = True
    name = "modules.stocktakes"
