"""Which addresses may be asked: the publishers' own hosts, over https, on the public network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from typing import Final
from urllib.parse import SplitResult, urlsplit

import requests

from orchestration.publishers.errors import FetchError

# Where the publishers put their pages and files.
PUBLISHERS: Final = frozenset(
    {
        "www.gov.uk",
        "assets.publishing.service.gov.uk",
        "content.explore-education-statistics.service.gov.uk",
        "explore-education-statistics.service.gov.uk",
        "api.education.gov.uk",
        "reports.ofsted.gov.uk",
        "files.ofsted.gov.uk",
        "files.api.ofsted.gov.uk",
    }
)


def check_address(url: str, named: Collection[str], first: str | None = None) -> None:
    """Refuse an address that no publisher's file can be at.

    A host of a base address is taken at the operator's word; a publisher's host must lead to the
    public network, which only a proxy may decide in our place.

    Args:
        url: The address about to be asked.
        named: The hosts of the base addresses in the settings.
        first: The address that redirected here, if one did.

    Raises:
        FetchError: Naming the rule.
    """
    parts, host = _split(url), host_of(url)
    came_from = f" (redirected from {first})" if first and first != url else ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise FetchError(url, "https", f"the address is {parts.scheme or 'no address'}{came_from}")
    if parts.username is not None or parts.password is not None:
        raise FetchError(url, "no password in the address", f"it has one{came_from}")
    if host in named:
        return
    if host not in PUBLISHERS:
        raise FetchError(
            url,
            "allowed hosts",
            f"{host} is neither a publisher's host nor that of a base address{came_from}",
        )
    if not requests.utils.get_environ_proxies(url):
        _refuse_private(url, host)


def is_published_at(url: str, named: Collection[str] = ()) -> bool:
    """Whether an address may be shown as a publisher's, or as that of a base address.

    It is told by its text alone; nobody is asked.
    """
    try:
        parts, host = _split(url), host_of(url)
    except FetchError:
        return False
    if host in named:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and host in PUBLISHERS and parts.username is None


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty where there is none.

    Raises:
        FetchError: It is no address.
    """
    return (_split(url).hostname or "").rstrip(".")


def is_loopback(host: str) -> bool:
    """Whether a host is the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise FetchError(url, "address", f"is none: {error}") from error


def _refuse_private(url: str, host: str) -> None:
    """A publisher's name that leads into a private network is not the publisher."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return  # the request will say so itself
    for entry in found:
        address = str(entry[4][0]).partition("%")[0]
        if not ipaddress.ip_address(address).is_global:
            raise FetchError(url, "public address", f"{host} leads to {address}")
