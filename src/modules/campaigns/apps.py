from modules.config import ModuleConfig


class CampaignsConfig(ModuleConfig):
    default = True
    name = "modules.campaigns"
