from modules.config import ModuleConfig


class WorkshopAuditsConfig(ModuleConfig):
    default = True
    name = "modules.workshop_audits"
