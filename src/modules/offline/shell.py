"""The files that a phone keeps, the key of its unsent work, and the version of both."""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.modules.registry import is_on
from core.operating.built_static import ICONS, SHEET
from modules.declaration import removable

WORKER = Path(__file__).parent / "static" / "offline" / "worker.js"
STORE, SYNC = "offline/store.js", "offline/sync.js"
FILES = [
    SHEET,
    ICONS,
    "icon.svg",
    "fonts/Rebond-Regular.woff2",
    "fonts/Rebond-Regular-more.woff2",
    "fonts/Rebond-Bold.woff2",
    "fonts/Rebond-Bold-more.woff2",
    "theme.js",
    "sounds.js",
    "scanner.js",
    "camera.js",
    STORE,
    SYNC,
    "offline/answers.js",
    "offline/page.js",
]
# Milliseconds after which the copy on the phone replaces a page, or a file of the shell, that the
# server does not bring. A paper may take seconds to draw; files are static.
PATIENCE = {"page": 20_000, "file": 2_000}


def head_for(user, _subject):
    """Context of the panel in the head of each page: the key of the unsent work of this user."""
    return {"unsent_key": key_of(user) if user.is_authenticated else ""}


def key_of(user):
    """Key of the unsent work of this user on their phones: it outlives their password.

    Only pages of the signed-in user contain it, and the phone forgets it when the session ends.
    """
    return salted_hmac("modules.offline", str(user.pk), algorithm="sha256").hexdigest()


def files():
    """The files of the shell, with those of modules that are on."""
    more = (name for module in removable() if is_on(module.key) for name in module.phone_files)
    return (*FILES, *more)


@lru_cache(maxsize=4)
def worker_source(*, is_on, release, files=tuple(FILES)):
    """Source of the service worker, which removes itself while the module is off."""
    facts = {
        "isOn": is_on,
        "files": [staticfiles_storage.url(name) for name in files],
        "scripts": [staticfiles_storage.url(name) for name in (STORE, SYNC)],
        "pages": {code: f"{reverse('offline_page')}?language={code}" for code in languages()},
        "help": reverse("offline_help"),
        "helpOnline": reverse("help_index"),
        "signIn": reverse("account_login"),
        "patience": PATIENCE,
    }
    source = WORKER.read_text()
    contents = "".join(_content_of(name) for name in files)
    version = sha256(f"{release}{source}{facts}{contents}".encode()).hexdigest()[:12]
    return f"const SITE = {json.dumps(facts | {'version': version})};\n{source}"


def _content_of(name):
    """Hash of a static file whose URL does not contain one."""
    if not settings.PLAIN_STATIC:
        return ""
    from django.contrib.staticfiles import finders

    return sha256(Path(finders.find(name)).read_bytes()).hexdigest()


def languages():
    return [code for code, _name in settings.LANGUAGES]
