from modules.config import ModuleConfig


class HelpSheetsConfig(ModuleConfig):
    default = True
    name = "modules.help_sheets"
