from modules.config import ModuleConfig


class OvhSmsConfig(ModuleConfig):
    default = True
    name = "modules.ovh_sms"
