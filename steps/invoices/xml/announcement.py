"""What a PDF's metadata (XMP) says of the invoice embedded in it.

Hybrid invoices must name the file and its profile in uncompressed XMP (Factur-X and ZUGFeRD, section on XMP metadata),
so plain bytes are searched; what cannot be found so is not judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILE = re.compile(rb"DocumentFileName(?:>|=[\"'])([^<\"']{1,200})[<\"']")
_LEVEL = re.compile(rb"ConformanceLevel(?:>|=[\"'])\s{0,80}+([A-Z0-9 _]{1,100})\s{0,80}+[<\"']")


@dataclass(frozen=True)
class Announcement:
    """The names of embedded files, and the profile as written there."""

    files: tuple[str, ...]
    level: str | None


def announcement_in(data: bytes) -> Announcement:
    files = [match.strip().decode("latin-1") for match in _FILE.findall(data) if match.strip()]
    level = _LEVEL.search(data)
    return Announcement(tuple(dict.fromkeys(files)), level[1].strip().decode("latin-1") if level else None)
