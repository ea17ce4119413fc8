from modules.config import ModuleConfig


class CalendarFeedConfig(ModuleConfig):
    default = True
    name = "modules.calendar_feed"
