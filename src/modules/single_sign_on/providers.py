"""OpenID providers: one environment variable for each."""

from urllib.parse import parse_qs, unquote, urlsplit

PREFIX = "SIGN_IN_"


def providers_in(environ):
    """The providers of `SIGN_IN_<KEY>` variables, as a list of dicts for django-allauth.

    Each is `https://CLIENT:SECRET@HOST/PATH?OPTION=VALUE`, with these optional parameters:

    - `name`: label of its button; by default the key
    - `domains`: comma-separated e-mail domains that it may vouch for; by default any
    - `verified=1`: every address it sends counts as verified, even without a claim
    - `acr`: its value for a sign-in with a second factor, in addition to `mfa` in `amr`
    - `role`: `CLAIM:VALUE:ROLE`, repeatable: the role of users with this value in this claim
    """
    return [
        _provider(key.removeprefix(PREFIX).lower(), address)
        for key, address in sorted(environ.items())
        if key.startswith(PREFIX) and address
    ]


def _provider(key, address):
    parts = urlsplit(address)
    options = parse_qs(parts.query)
    acr = options.get("acr", [])
    return {
        "provider_id": key,
        "name": options.get("name", [key.capitalize()])[0],
        "client_id": unquote(parts.username or ""),
        "secret": unquote(parts.password or ""),
        "settings": {
            "server_url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}",
            "oauth_pkce_enabled": True,
            "verified_email": options.get("verified") == ["1"],
            "auth_params": {"acr_values": " ".join(acr)} if acr else {},
            "domains": [d for d in options.get("domains", [""])[0].lower().split(",") if d],
            "second_factor": acr,
            "roles": [tuple(role.rsplit(":", 2)) for role in options.get("role", [])],
        },
    }
