from modules.config import ModuleConfig


class HolderMessagesConfig(ModuleConfig):
    default = True
    name = "modules.holder_messages"
