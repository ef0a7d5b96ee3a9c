"""Network addresses to which the server may send requests for its callers."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """A connection to an address that is not permitted."""


def permitted(address: Address, networks: Sequence[Network], *, public: bool) -> bool:
    """Return whether requests may be sent to an address.

    Args:
        address: The address, of a host that a caller named.
        networks: Private networks that are allowed.
        public: True to permit every public address too.
    """
    inner = _inner(address)
    if any(inner in network or address in network for network in networks):
        return True
    return public and all(each.is_global and not each.is_multicast for each in (address, inner))


def guarded(networks: Sequence[Network], *, public: bool) -> Callable[[Any], socket.socket]:
    """Return a function that makes the socket of a connection, if its address is permitted.

    The check is made on the address that is connected to, so that a name cannot have another one by then.

    Args:
        networks: Private networks that are allowed.
        public: True to permit every public address too.
    """

    def make(found: Any) -> socket.socket:
        family, kind, protocol, _, target = found
        address = ip_address(str(target[0]).partition("%")[0])
        if not permitted(address, networks, public=public):
            raise AddressRefused("the address is not permitted")
        return socket.socket(family, kind, protocol)

    return make


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (address,))[-1]
