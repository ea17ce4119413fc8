from modules.config import ModuleConfig


class GroupSessionsConfig(ModuleConfig):
    default = True
    name = "modules.group_sessions"
