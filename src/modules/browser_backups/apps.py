from modules.config import ModuleConfig


class BrowserBackupsConfig(ModuleConfig):
    default = True
    name = "modules.browser_backups"
