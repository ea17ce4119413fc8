from modules.config import ModuleConfig


class PersonalDataCleaningConfig(ModuleConfig):
    default = True
    name = "modules.personal_data_cleaning"
