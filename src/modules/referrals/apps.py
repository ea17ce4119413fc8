from modules.config import ModuleConfig


class ReferralsConfig(ModuleConfig):
    default = True
    name = "modules.referrals"
