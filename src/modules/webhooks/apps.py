from modules.config import ModuleConfig


class WebhooksConfig(ModuleConfig):
    default = True
    name = "modules.webhooks"
