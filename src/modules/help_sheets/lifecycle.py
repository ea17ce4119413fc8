"""Systems and sections of help sheets; subjects, channels and statuses of support contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices
from inventory.devices.lifecycle.specifications import Os


class System(models.TextChoices):
    """The operating systems with a help sheet, named as in `Os`."""

    LINUX = Os.LINUX.value, "Linux"
    WINDOWS = Os.WINDOWS.value, "Windows"
    CHROMEOS = Os.CHROMEOS.value, _("Chromebook")
    ANDROID = Os.ANDROID.value, "Android"


SYSTEM_ICONS = {
    System.LINUX: "laptop",
    System.WINDOWS: "layout-grid",
    System.CHROMEOS: "circle",
    System.ANDROID: "smartphone",
}


def systems() -> list:
    """(system, icon) of each system with a sheet."""
    return [(system, SYSTEM_ICONS[system]) for system in System]


class Section(models.TextChoices):
    """Pictograms of sections: a title of a sheet begins with one of these values in brackets."""

    START = "start", _("start")
    CHARGE = "charge", _("battery")
    WIFI = "wifi", _("Wi-Fi")
    SOUND = "sound", _("sound")
    PRINTER = "printer", _("printer")
    UPDATES = "updates", _("updates")
    PROBLEMS = "problems", _("questions and first steps")
    CHILDREN = "children", _("children")
    CALL = "call", _("phone")
    INSTALLED = "installed", _("programs")
    DATA = "data", _("data")


SECTION_ICONS = {
    Section.START: "power",
    Section.CHARGE: "battery-charging",
    Section.WIFI: "wifi",
    Section.SOUND: "volume-2",
    Section.PRINTER: "printer",
    Section.UPDATES: "refresh-cw",
    Section.PROBLEMS: "life-buoy",
    Section.CHILDREN: "baby",
    Section.CALL: "phone",
    Section.INSTALLED: "layout-grid",
    Section.DATA: "shield-check",
}


class Subject(models.TextChoices):
    """Subjects of help; fixed choices, so that no text names anybody."""

    START = "start", _("It does not start")
    CHARGE = "charge", _("Battery or charger")
    INTERNET = "internet", _("Internet or Wi-Fi")
    SOUND = "sound", _("Sound or camera")
    PRINTER = "printer", _("Printer")
    SLOW = "slow", _("Slow or full")
    PASSWORD = "password", _("Password or account")
    PROGRAM = "program", _("A program or a file")
    SCAM = "scam", _("A strange message")
    OTHER = "other", pgettext_lazy("subject of help", "Something else")


SUBJECT_ICONS = {
    Subject.START: "power",
    Subject.CHARGE: "battery-charging",
    Subject.INTERNET: "wifi",
    Subject.SOUND: "volume-2",
    Subject.PRINTER: "printer",
    Subject.SLOW: "clock",
    Subject.PASSWORD: "lock",
    Subject.PROGRAM: "file-text",
    Subject.SCAM: "shield-alert",
    Subject.OTHER: "life-buoy",
}


class Channel(models.TextChoices):
    PHONE = "phone", pgettext_lazy("channel of help", "by phone")
    MESSAGE = "message", pgettext_lazy("channel of help", "by SMS or e-mail")
    COUNTER = "counter", pgettext_lazy("channel of help", "at the counter")
    REMOTE = "remote", pgettext_lazy("channel of help", "on their screen, remotely")
    HOME = "home", pgettext_lazy("channel of help", "at their home")


CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.MESSAGE: "message-square",
    Channel.COUNTER: "handshake",
    Channel.REMOTE: "monitor",
    Channel.HOME: "house",
}


class SupportStatus(ToneChoices):
    WAITING = "waiting", "wait", pgettext_lazy("support", "waiting for help")
    SOLVED = "solved", "good", pgettext_lazy("support", "solved")
    UNSOLVED = "unsolved", "bad", pgettext_lazy("support", "not solved")


SupportStatus.TRANSITIONS = {
    SupportStatus.WAITING: {SupportStatus.SOLVED, SupportStatus.UNSOLVED},
    # A later contact or a correction.
    SupportStatus.SOLVED: {SupportStatus.SOLVED, SupportStatus.UNSOLVED},
    SupportStatus.UNSOLVED: {SupportStatus.SOLVED, SupportStatus.UNSOLVED},
}

EVENTS = {
    "helpsheet.written": _("Help sheet changed"),
    "helpsheet.restored": _("Original help sheet back in use"),
    "supporttool.saved": _("Remote support tool: %(name)s"),
    "supportcode.saved": _("Remote-support code recorded"),
    "supportcode.removed": _("Remote-support code removed"),
    "support.asked": _("Help requested with %(item)s"),
    "support.noted": _("Help given with %(item)s"),
}

event_messages.register(EVENTS)
