"""Addresses no webhook may reach unless a setting names their network. Pure; no look-ups.

Source: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and those after it),
and where the large clouds answer questions about a machine's credentials. Forms that carry an IPv4
address inside an IPv6 one are refused as a whole: no public name needs them, and what a translator
on the way would make of them cannot be known here.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

GLOBAL_UNICAST: Final = IPv6Network("2000::/3")

# The first that fits names the reason, so the narrower stands before the wider.
_SPECIAL: Final[tuple[tuple[str, str], ...]] = (
    ("169.254.169.254/32", "a metadata address"),
    ("168.63.129.16/32", "a metadata address"),
    ("100.100.100.200/32", "a metadata address"),
    ("192.0.0.192/32", "a metadata address"),
    ("fd00:ec2::254/128", "a metadata address"),
    ("fd20:ce::254/128", "a metadata address"),
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "documentation"),
    ("192.31.196.0/24", "reserved"),
    ("192.52.193.0/24", "reserved"),
    ("192.88.99.0/24", "a 6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "reserved"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::/96", "IPv4-compatible"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("::ffff:0:0:0/96", "IPv4-translated"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("2001::/32", "Teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001::/23", "reserved"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "reserved"),
    ("3fff::/20", "documentation"),
    ("fc00::/7", "unique local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
SPECIAL: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ip_network(network), reason) for network, reason in _SPECIAL
)


def special_use(address: Address) -> str:
    """What an address is set aside for, such as `private`; empty for an ordinary public one."""
    for network, reason in SPECIAL:
        if address in network:
            return reason
    outside = isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST
    return "reserved" if outside else ""
