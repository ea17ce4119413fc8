"""Where people may sign in: one variable of the environment for each OpenID provider."""

from urllib.parse import parse_qs, unquote, urlsplit

PREFIX = "SIGN_IN_"


def providers_in(environ):
    """The providers of `SIGN_IN_<KEY>` variables, as django-allauth takes them: a list of dicts.

    Each is `https://CLIENT:SECRET@HOST/PATH?OPTION=VALUE`, without options that are not there:

    - `name`: what its button says; the key otherwise
    - `domains`: of the e-mail addresses that it vouches for, with commas; any otherwise
    - `verified=1`: every address that it names is proven, though it does not say so
    - `acr`: what it says of a sign-in with a second factor, besides `mfa` among its `amr`
    - `role`: `CLAIM:VALUE:ROLE`, several times: the role of who has this value in this claim
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
