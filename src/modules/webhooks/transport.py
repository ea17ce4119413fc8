"""One signed POST to a receiver outside our own network.

The name of a receiver is resolved once, each of its addresses is checked, and the connection goes
to a checked one: a name that changes meanwhile leads nowhere else. No redirect is followed, and
only the status and headers of a response are read.
"""

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

import environ
import standardwebhooks
from django.utils.encoding import iri_to_uri

from modules.webhooks.lifecycle import Trouble

SOCKET_TIMEOUT_SECONDS = 10  # for each socket operation
DEADLINE_SECONDS = 20  # for the whole request
# All routed IPv6 addresses; others are special, lead to IPv4 or are unassigned.
ROUTED_IPV6 = ip_network("2000::/3")
# Special-purpose addresses of the IANA registries that `is_global` of some Python releases accepts:
# protocols, relays to and from IPv4, and documentation.
SPECIAL = [
    ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]


class Undelivered(Exception):
    """Error for a delivery that was not accepted: its `Trouble`, and its HTTP `status` if any."""

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


def reaches_private():
    """Whether webhooks may be sent to tools of our own network, also without TLS."""
    return environ.Env().bool("WEBHOOKS_TO_PRIVATE", default=False)


def checked_addresses(url):
    """The addresses of the server of a URL; raises `Undelivered` unless each may be reached."""
    try:
        found = socket.getaddrinfo(url.hostname, port_of(url), type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:  # the name does not resolve, or the port exceeds 65535
        raise Undelivered(Trouble.UNKNOWN) from error
    addresses = [place[0] for *_kind, place in found]
    if not reaches_private() and not all(map(_is_public, addresses)):
        raise Undelivered(Trouble.PRIVATE)
    return addresses


def port_of(url):
    return url.port or {"http": 80, "https": 443}[url.scheme]


def _is_public(text):
    address = ip_address(text)
    if address.version == 6 and address not in ROUTED_IPV6:
        return False
    is_special = address.is_multicast or any(address in network for network in SPECIAL)
    return address.is_global and not is_special


def _post(url, body, headers):
    """POST the body to the receiver; return the HTTP status of the response."""
    try:
        connection = _connection(url, checked_addresses(url))
    except OSError as error:
        raise Undelivered(Trouble.UNREACHABLE) from error
    # Also ends a response that arrives very slowly, byte by byte.
    deadline = Timer(DEADLINE_SECONDS, socket.socket.shutdown, [connection.sock, socket.SHUT_RDWR])
    deadline.start()
    try:
        target = iri_to_uri(f"{url.path or '/'}{url.query and '?'}{url.query}")
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Undelivered(Trouble.UNREACHABLE) from error
    finally:
        deadline.cancel()
        connection.close()


def _connection(url, addresses):
    """A connection to the first of these addresses that accepts one, for the name of the URL."""
    for address in addresses[:-1]:
        try:
            sock = socket.create_connection((address, port_of(url)), SOCKET_TIMEOUT_SECONDS)
            break
        except OSError:
            continue
    else:
        sock = socket.create_connection((addresses[-1], port_of(url)), SOCKET_TIMEOUT_SECONDS)
    if url.scheme == "http":
        connection = HTTPConnection(url.hostname, port_of(url))
    else:
        context = ssl.create_default_context()
        connection = HTTPSConnection(url.hostname, port_of(url), context=context)
        sock = context.wrap_socket(sock, server_hostname=url.hostname)
    connection.sock, connection.auto_open = sock, False
    return connection
