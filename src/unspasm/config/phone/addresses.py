"""Where a phone at home can find this computer, and who counts as being at home."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Private and link-local ranges (RFC 1918, 3927, 4193, 4291). Nothing here can be reached from the internet.
AT_HOME = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
SOMEWHERE_ELSE = ("192.0.2.1", 9)  # an address for documents (RFC 5737): asks for the route, sends nothing
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def home_address() -> str | None:
    """The IPv4 address of this computer on its network, or None if it has none or only a public one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE_ELSE)
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return address if is_at_home(address) and not is_loopback(address) else None


def is_at_home(address: str) -> bool:
    """Whether this address belongs to a home network or to this computer itself. Anything unreadable does not."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in (*AT_HOME, *LOOPBACK))


def is_loopback(address: str) -> bool:
    """Whether only this computer itself can be meant."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in LOOPBACK)


def local_name(host: str | None = None) -> str | None:
    """`hostname.local`, as home networks announce it, or None where the name of this computer cannot be one."""
    first = (socket.gethostname() if host is None else host).partition(".")[0].lower()
    return f"{first}.local" if LABEL.fullmatch(first) and first != "localhost" else None


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
