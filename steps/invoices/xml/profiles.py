"""Which standard an XML invoice says it keeps, and what that standard lets it leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Level = Literal["minimum", "basicwl", "basic", "en16931", "extended"]

# Identifiers as the standards write them; early Factur-X specimens have `:` where `#` belongs.
_FAMILIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"urn:ferd:crossindustrydocument:invoice:1p0:(?P<level>basic|comfort|extended)"),
        "ZUGFeRD 1",
    ),
    (re.compile(r"urn:ferd:invoice:1\.0:(?P<level>basic|comfort|extended)"), "ZUGFeRD 1"),
    (re.compile(r"urn:(?:zugferd\.de:2p0|factur-x\.eu:1p0):(?P<level>minimum|basicwl)"), "Factur-X"),
    (
        re.compile(
            r"urn:cen\.eu:en16931:2017[#:](?:compliant|conformant)[#:](?:urn:)?(?:zugferd\.de:2p0|factur-x\.eu:1p0):"
            r"(?P<level>basic|en16931|comfort|extended)"
        ),
        "Factur-X",
    ),
    (
        re.compile(r"urn:cen\.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_\d\.\d.*"),
        "XRechnung",
    ),
    (
        re.compile(r"urn:cen\.eu:en16931:2017#compliant#urn:xeinkauf\.de:kosit:xrechnung_\d\.\d.*"),
        "XRechnung",
    ),
    (re.compile(r"urn:cen\.eu:en16931:2017(?:#(?:compliant|conformant)#\S+)?"), "EN 16931"),
    (re.compile(r"urn:www\.cenbii\.eu:transaction:biitrns0(?:10|14):ver2\.0\S*"), "Peppol BIS 2"),
)
_LEVELS: dict[str, Level] = {
    "minimum": "minimum", "basicwl": "basicwl", "basic": "basic", "comfort": "en16931", "en16931": "en16931",
    "extended": "extended",
}  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """`whole`: whether it promises all that EN 16931 asks for, so that a broken rule is a fault."""

    family: str
    level: Level

    @property
    def whole(self) -> bool:
        return (self.family, self.level) != ("ZUGFeRD 1", "basic")

    @property
    def has_lines(self) -> bool:
        return self.level not in ("minimum", "basicwl")


def profile_of(guideline: str | None) -> Profile | None:
    """None for an identifier that no standard knows."""
    for pattern, family in _FAMILIES:
        if match := pattern.fullmatch((guideline or "").strip().lower()):
            return Profile(family, _LEVELS[match.groupdict().get("level") or "en16931"])
    return None
