from modules.config import ModuleConfig


class SecondVerificationConfig(ModuleConfig):
    default = True
    name = "modules.second_verification"
