from modules.config import ModuleConfig


class DeviceUpdatesConfig(ModuleConfig):
    default = True
    name = "modules.device_updates"
