"""One signed POST to a receiver that is not of our own network.

The name of a receiver is resolved once, each of its addresses is checked, and the connection goes
to a checked one: a name that changes meanwhile leads nowhere else. No redirect is followed, and
nothing is read of an answer but its status and headers.
"""

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

import standardwebhooks
from django.conf import settings

from api.webhooks.lifecycle import Trouble

TIMEOUT = 10  # seconds, for each step
DEADLINE = 20  # for the whole
# IPv6 addresses that lead to an IPv4 address, which may be a private one.
TUNNELS = [ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96")]


class Undelivered(Exception):
    """The receiver did not accept, for this `Trouble`; `status` is what it answered, if it did."""

    def __init__(self, trouble, status=None):
        super().__init__(trouble)
        self.trouble, self.status = trouble, status


def send(webhook, delivery, *, now):
    """POST a delivery; return the status that accepted it, or raise `Undelivered`."""
    body = json.dumps(delivery.payload, separators=(",", ":"))
    number = f"msg_{delivery.number.hex}"
    signature = standardwebhooks.Webhook(webhook.secret).sign(number, now, body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Rebond",
        "webhook-id": number,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    status = _post(urlsplit(webhook.url), body.encode(), headers)
    if not 200 <= status < 300:
        raise Undelivered(Trouble.REFUSED, status)
    return status


def checked_addresses(url):
    """The addresses of the server of a URL; raises `Undelivered` unless each may be reached."""
    try:
        found = socket.getaddrinfo(url.hostname, port_of(url), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered(Trouble.UNKNOWN) from error
    addresses = [place[0] for *_kind, place in found]
    if not settings.WEBHOOKS_TO_PRIVATE and not all(map(_is_public, addresses)):
        raise Undelivered(Trouble.PRIVATE)
    return addresses


def port_of(url):
    return url.port or {"http": 80, "https": 443}[url.scheme]


def _is_public(text):
    address = ip_address(text)
    is_tunnel = address.version == 6 and any(address in network for network in TUNNELS)
    return address.is_global and not (address.is_multicast or is_tunnel)


def _post(url, body, headers):
    """The status of the answer."""
    try:
        connection = _connection(url, checked_addresses(url))
    except OSError as error:
        raise Undelivered(Trouble.UNREACHABLE) from error
    # What trickles in byte by byte ends too.
    deadline = Timer(DEADLINE, socket.socket.shutdown, [connection.sock, socket.SHUT_RDWR])
    deadline.start()
    try:
        connection.request(
            "POST", f"{url.path or '/'}{url.query and '?'}{url.query}", body, headers
        )
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Undelivered(Trouble.UNREACHABLE) from error
    finally:
        deadline.cancel()
        connection.close()


def _connection(url, addresses):
    """A connection to the first of these addresses that takes one, for the name of the URL."""
    for address in addresses[:-1]:
        try:
            sock = socket.create_connection((address, port_of(url)), TIMEOUT)
            break
        except OSError:
            continue
    else:
        sock = socket.create_connection((addresses[-1], port_of(url)), TIMEOUT)
    if url.scheme == "http":
        connection = HTTPConnection(url.hostname, port_of(url))
    else:
        context = ssl.create_default_context()
        connection = HTTPSConnection(url.hostname, port_of(url), context=context)
        sock = context.wrap_socket(sock, server_hostname=url.hostname)
    connection.sock, connection.auto_open = sock, False
    return connection
