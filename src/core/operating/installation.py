"""Validation of the answers of the installation dialogue."""

import ipaddress
import os
import re
import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
HOST = re.compile(rf"{LABEL}(\.{LABEL})*", re.IGNORECASE | re.ASCII)
SCHEME = re.compile(r"(smtp|smtps|smtp\+tls|smtp\+ssl)://")
PORTS = {"smtp": 25, "smtps": 587, "smtp+tls": 587, "smtp+ssl": 465}
MAX_NAME = 80


def is_loopback(host):
    """Whether this host name denotes the machine itself."""
    with suppress(OSError, UnicodeError):  # browsers accept 127.1 and 2130706433
        host = socket.inet_ntoa(socket.inet_aton(host))
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def links_lead_nowhere():
    """Warning that other devices cannot open our links; "" if they can."""
    if not is_loopback(urlsplit(settings.SITE_URL).hostname or "localhost"):
        return ""
    return _(
        "Labels and links do not work from another device, because they contain "
        "%(url)s. Ask your host to set SITE_URL."
    ) % {"url": settings.SITE_URL}


def clean_address(text):
    """Return `https://host`, without a path: the address of the site for people and labels."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if (
        not HOST.fullmatch(host)
        or port == 0
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise ValidationError(_("Enter an address such as https://lending.example.org."))
    if parts.scheme != "https":
        raise ValidationError(
            _("The address must begin with https://, because people enter private data.")
        )
    if is_loopback(host):
        raise ValidationError(
            _("This address refers to the machine itself: nobody else can reach it.")
        )
    return f"https://{parts.netloc.lower()}"


def clean_name(text):
    """Return the name of the association, on one line."""
    name = " ".join(text.split())
    # "$" would refer to another variable
    if not (name and name.isprintable()) or name.startswith("$"):
        raise ValidationError(_("Enter the name in ordinary characters."))
    if len(name) > MAX_NAME:
        raise ValidationError(
            _("The name is too long: %(most)s characters at most.") % {"most": MAX_NAME}
        )
    return name


def clean_email(text):
    with suppress(ValidationError):
        validate_email(text)
        if not text.startswith("$"):  # would refer to another variable
            return text
    raise ValidationError(_("Enter an e-mail address such as lou@example.org."))


def clean_mail_server(text):
    """Return `smtp+tls://user:password@host:port`; a text with a scheme is read as a URL."""
    given = SCHEME.match(text)
    account, _at, server = text.removeprefix(given[0] if given else "").rpartition("@")
    user, _colon, password = account.partition(":")
    host, _colon, port = server.partition(":")
    if not HOST.fullmatch(host) or not (port == "" or _is_port(port)):
        raise ValidationError(_("Enter a mail server such as user:password@smtp.example.org:587."))
    if account and not (user and password):
        raise ValidationError(
            _("Enter the user name and password before the @, separated by a colon.")
        )
    scheme = given[1] if given else _usual_scheme(host, port)
    if account:
        parts = map(unquote, (user, password)) if given else (user, password)
        account = ":".join(quote(part, safe="") for part in parts) + "@"
    return f"{scheme}://{account}{host}:{port or PORTS[scheme]}"


def _is_port(text):
    return bool(re.fullmatch(r"\d{1,5}", text, re.ASCII)) and 0 < int(text) < 2**16


def _usual_scheme(host, port):
    """Scheme by the port, or else TLS, except for a server on the machine itself."""
    by_port = {str(number): scheme for scheme, number in PORTS.items() if scheme != "smtps"}
    return by_port.get(port, "smtp" if is_loopback(host) else "smtp+tls")


def sender_of(mail_server, admin):
    """Sender address of mails, since most servers accept only the address of the account."""
    user = unquote(urlsplit(mail_server).username or "")
    return user if "@" in user else admin


def without_password(text):
    """Mask the password in an answer, so that it can be shown."""
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1:…@", text)


def clean_time_zone(text):
    if text not in available_timezones():
        raise ValidationError(_("Enter a time zone such as Europe/Paris or America/Martinique."))
    return text


def clean_backup_folder(text):
    """Return the path of a folder that is writable or can be created, outside the documents."""
    path = Path(text).expanduser()
    if not path.is_absolute() or not text.isprintable():
        raise ValidationError(_("Enter the full path of a folder, such as /srv/backups."))
    documents = Path(settings.MEDIA_ROOT).resolve()
    if documents in [path.resolve(), *path.resolve().parents]:
        raise ValidationError(_("Keep backups outside the documents folder."))
    there = next(parent for parent in [path, *path.parents] if parent.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ValidationError(_("Nothing can be written to %(path)s.") % {"path": there})
    return str(path)


def clean_backup_copy(text):
    """Return the address of a bucket, or the path of an existing folder: its disk is mounted."""
    parts = urlsplit(text)
    is_bucket = parts.scheme in ("s3", "s3+http") and parts.path.strip("/")
    if is_bucket and parts.password and parts.hostname:
        return text
    folder = clean_backup_folder(text)
    if not Path(folder).is_dir():
        raise ValidationError(_("The folder %(path)s does not exist.") % {"path": folder})
    return folder
