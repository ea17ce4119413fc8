"""The network that an attempt to sign in comes from, for rate limits."""

from ipaddress import ip_address, ip_network

PREFIX_BITS = {4: 24, 6: 64}  # of an address, by IP version, that name its network


def network_of(address):
    """The network of an IP address: its /24, or its /64 for IPv6."""
    ip = ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip  # a socket of both writes ::ffff:203.0.113.1
    return ip_network((ip, PREFIX_BITS[ip.version]), strict=False)
