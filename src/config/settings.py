"""Django settings; values that differ between installations come from the environment.

`make setup` writes a `.env` file beside `manage.py` for a local installation; docs/operations.md
lists the variables.
"""

import os
import sys
from datetime import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONCE, SELF
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

import core
from config.databases import as_served
from config.storages import storage_at
from core.operating.error_reports import send_errors_to
from core.operating.logs import logging_of

BASE_DIR = Path(__file__).resolve().parent.parent  # src/
PROJECT_DIR = BASE_DIR.parent  # the checkout: with manage.py, docs/, deploy/ and var/
env = environ.Env()
env.read_env(PROJECT_DIR / ".env")
os.umask(0o077)  # the database, papers and backups are only for the user who runs Rebond

TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-tests" if TESTING else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: run `make setup`, or see docs/operations.md."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
if not (DEBUG or TESTING or ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: name the hosts Rebond answers to.")

# Public URL of this site; in upper case, every QR code begins with it.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# Former URLs of the site on older labels, whose codes are still recognised.
FORMER_SITE_URLS = env.list("FORMER_SITE_URLS", default=[])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# URL of the source code of the running version, for visitors (AGPL, section 13).
SOURCE_URL = env.str("SOURCE_URL", default="")
# Answers given to `manage.py configure`: our name until it is changed on the settings page, the
# first administrator, and the folder for `manage.py backup`.
ASSOCIATION = env.str("ASSOCIATION", default="Rebond")
ADMIN_EMAIL = env.str("ADMIN_EMAIL", default="")
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default="")
# second location of backups: a folder, or a bucket
BACKUP_COPY = env.str("BACKUP_COPY", default="")
BACKUP_KEY = env.list("BACKUP_KEY", default=[])  # public keys of age that encrypt each backup

# Optional features, each in a folder; deleting the folder removes the feature.
MODULES = [f"modules.{app.parent.name}" for app in sorted(BASE_DIR.glob("modules/*/apps.py"))]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "import_export",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_tasks",
    "core",
    "people",
    "catalogue",
    "donations",
    "inventory",
    "loans",
    "desk",
    "api",
    "modules",
    *MODULES,
    "demo",
    "bench",
    "django_tasks_db",  # after `core`, whose `db_worker` survives a busy database
]
MIDDLEWARE = [
    "core.frame_stack.FrameStackMiddleware",
    "core.http.middleware.RequestIdMiddleware",
    "api.middleware.ProblemMiddleware",
    # monitoring may request it by IP address, under any host name, without HTTPS
    "desk.health.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.middleware.TextCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.http.middleware.ReadinessMiddleware",
    "api.middleware.TokenMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.accounts.middleware.LanguageMiddleware",
    "core.http.body_limit.BodyLimitMiddleware",  # after user and language, before the body
    "people.accounts.middleware.IdleMiddleware",
    "people.accounts.middleware.SignInMiddleware",
    "people.accounts.middleware.KioskMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.accounts.middleware.TwoFactorMiddleware",
    "core.http.middleware.ModulesMiddleware",
    "core.http.middleware.ReloadMiddleware",
    "core.http.middleware.ScanMiddleware",
    "core.http.middleware.PrivatePagesMiddleware",
    "core.http.middleware.PowersMiddleware",
    "core.http.busy.BusyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.rebond",
                "people.templatetags.privacy",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "core.context_processors.identity",
                "desk.context_processors.frame",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.renderers.Renderer"
MESSAGE_TAGS = {messages.ERROR: "danger"}

# --- Database -------------------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{PROJECT_DIR / 'var' / 'rebond.db'}")
}
DATABASES["default"] = as_served(DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sign-in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "people.accounts.passwords.LengthValidator"},
    {"NAME": "people.accounts.passwords.GuessValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "people.accounts.credentials.RevokeOnPasswordChange"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "people.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation link proves the address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end through `get_session_auth_hash`
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses typed by strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "people.accounts.forms.SignInForm",
    "reset_password": "people.accounts.forms.PasswordResetForm",
}
MFA_ADAPTER = "people.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "people.accounts.second_factor.AppForm",
    "add_webauthn": "people.accounts.forms.PasskeyForm",
    "authenticate": "people.accounts.second_factor.CodeForm",
    "reauthenticate": "people.accounts.second_factor.CodeAgainForm",
    "authenticate_webauthn": "people.accounts.second_factor.PasskeyProofForm",
    "reauthenticate_webauthn": "people.accounts.second_factor.PasskeyProofAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no public sign-up, so no address can be claimed
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# Coordinators and admins must have a second factor; the demo relaxes it.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEBUG)

# --- Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_TZ = True
# A device that fails within this many months after its hand-over counts as a failure of its
# workshop.
FAILURE_MONTHS = env.int("FAILURE_MONTHS", default=6)
FORMAT_MODULE_PATH = "config.formats"

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = PROJECT_DIR / "var" / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("help", BASE_DIR / "help" / "pictures"),
]
STATICFILES_FINDERS = [
    "core.operating.built_static.BuiltFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Papers and photos: private, without URLs of their own; views check permissions and serve them.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(PROJECT_DIR / "var" / "documents"))
DOCUMENTS_URL = env.str("DOCUMENTS_URL", default="")  # URL of a bucket, for several web machines
PLAIN_STATIC = DEBUG or TESTING
STORAGES = {
    "default": storage_at(DOCUMENTS_URL)
    if DOCUMENTS_URL
    else {"BACKEND": "core.files.storage.FlushedStorage"},  # in MEDIA_ROOT
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "core.operating.built_static.StaticStorage"
    },
}
if BACKUP_COPY:
    STORAGES["copies"] = storage_at(BACKUP_COPY)
WHITENOISE_USE_FINDERS = PLAIN_STATIC
FILE_UPLOAD_PERMISSIONS = 0o600
# Uploaded files are kept in memory, where they are checked, so that a full temporary folder loses
# no typed values. The maximum is that of any page (core/http/body_limit.py).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 82 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- Secrets at rest: keys are kept outside the database and its backups --------------------------
# Fernet keys, newest first, and the key of the hashes that ensure unique voucher codes.
VOUCHER_KEYS = env.list("VOUCHER_KEYS", default=[])
VOUCHER_HASH_KEY = env.str("VOUCHER_HASH_KEY", default="")
if TESTING:
    VOUCHER_KEYS = ["dGVzdHMgb25seSwgbmV2ZXIgdXNlZCBlbHNld2hlcmU="]
    VOUCHER_HASH_KEY = "tests only"

# --- Mail, jobs, cache ----------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="") or "consolemail://")
vars().update(EMAIL_CONFIG)
if not (DEBUG or TESTING) and EMAIL_BACKEND in [  # noqa: F821  (given by EMAIL_URL)
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
]:
    EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"  # letters wait, and no names are printed
EMAIL_TIMEOUT = 20  # seconds
# Class that sends SMS: off, on the console, or of a carrier that a module adds.
SMS_BACKEND = env.str("SMS_BACKEND", default="people.outbox.sms.Console")
if TESTING or (not DEBUG and SMS_BACKEND.endswith(".Console")):
    SMS_BACKEND = "people.outbox.sms.Off"  # SMS must not be written to a log
# Quiet hours of these channels in local time, such as “20:00-08:00”; empty to disable.
QUIET_HOURS = [
    time.fromisoformat(at) for at in env.str("QUIET_HOURS", default="20:00-08:00").split("-") if at
]
QUIET_CHANNELS = env.list("QUIET_CHANNELS", default=["sms"])
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="rebond@localhost")
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend"
    }
}
# Cache shared by all processes, for rate limits, locks and used codes. Tests use one process.
CACHES = {
    "default": env.cache(
        "CACHE_URL", default="locmemcache://" if TESTING else "dbcache://core_cacheentry"
    ),
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    CACHES["default"]["BACKEND"] = "core.caches.database_cache.DatabaseCache"
    CACHES["default"].setdefault("OPTIONS", {"MAX_ENTRIES": 20_000})
elif CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "core.caches.redis_cache.RedisCache"
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=2)  # as gunicorn.conf.py reads it

# While this file exists, pages answer 503 and no operation runs; `make upgrade` creates it. If
# empty, this process stays open even while the whole site is closed
# (core/operating/maintenance.py).
CLOSED_BY = env.str("CLOSED_BY", default=str(PROJECT_DIR / "var" / "closed"))

# --- Monitoring -----------------------------------------------------------------------------------

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # for /metrics and the details of /readyz
ERROR_EMAIL = env.str("ERROR_EMAIL", default="")  # addresses that receive mails about errors
ADMINS = [("", ERROR_EMAIL)] if ERROR_EMAIL else []
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LOGGING = logging_of(plain=DEBUG, mails=bool(ERROR_EMAIL))
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    send_errors_to(SENTRY_DSN, release=core.__version__)

# --- Protections ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {  # sources that a page may load, and sites that may frame it
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "core.http.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
# Idle time after which a session ends if the user ticked “shared computer” at sign-in.
SHARED_IDLE_MINUTES = env.int("SHARED_IDLE_MINUTES", default=20)
SECURE = env.bool("SECURE", default=not (DEBUG or TESTING))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
# HSTS for this host only, since other names may lack HTTPS, and a preload list is hard to leave. A
# proxy may send its own header.
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # subdomains and preload
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # rate limits use the address seen by the proxy

DJANGO_TABLES2_TEMPLATE = "components/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("all")

# --- Optional features: the settings of a module override ours ---
for module in MODULES:
    if find_spec(f"{module}.settings"):
        theirs = vars(import_module(f"{module}.settings"))
        globals().update({name: theirs[name] for name in theirs if name.isupper()})
