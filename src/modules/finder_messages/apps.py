from modules.config import ModuleConfig


class FinderMessagesConfig(ModuleConfig):
    default = True
    name = "modules.finder_messages"
