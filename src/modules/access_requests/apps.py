from modules.config import ModuleConfig


class AccessRequestsConfig(ModuleConfig):
    default = True
    name = "modules.access_requests"
