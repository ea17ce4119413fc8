"""Network of a sign-in attempt, for rate limits."""

from ipaddress import ip_address, ip_network

PREFIX_BITS = {4: 24, 6: 64}  # prefix length of a network, by IP version


def network_of(address):
    """Network of an IP address: its /24, or its /64 for IPv6."""
    ip = ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip  # a dual-stack socket gives ::ffff:203.0.113.1
    return ip_network((ip, PREFIX_BITS[ip.version]), strict=False)
