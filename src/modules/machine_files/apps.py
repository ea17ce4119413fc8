from modules.config import ModuleConfig


class MachineFilesConfig(ModuleConfig):
    default = True
    name = "modules.machine_files"
