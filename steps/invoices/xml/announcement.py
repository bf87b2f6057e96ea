"""What a PDF's metadata (XMP) says of the invoice embedded in it, held against what is there.

Hybrid invoices must name the file and its profile in uncompressed XMP (Factur-X and ZUGFeRD, section on XMP metadata),
so plain bytes are searched; what cannot be found so is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steps.core.models import Check
from steps.invoices.pages.pdf import Attachment
from steps.invoices.xml.profiles import Level, Profile

_FILE = re.compile(rb"DocumentFileName(?:>|=[\"'])\s*([^<\"']{1,80}?)\s*[<\"']")
_LEVEL = re.compile(rb"ConformanceLevel(?:>|=[\"'])\s*([A-Z0-9 _]{1,20}?)\s*[<\"']")
_LEVELS: dict[str, Level] = {
    "MINIMUM": "minimum", "BASICWL": "basicwl", "BASIC": "basic", "COMFORT": "en16931", "EN16931": "en16931",
    "XRECHNUNG": "en16931", "EXTENDED": "extended",
}  # fmt: skip


@dataclass(frozen=True)
class Announcement:
    """The names of embedded files, and the profile as written there."""

    files: tuple[str, ...]
    level: str | None


def announcement_in(data: bytes) -> Announcement:
    files = [match.decode("latin-1") for match in _FILE.findall(data) if match.strip()]
    level = _LEVEL.search(data)
    return Announcement(tuple(dict.fromkeys(files)), level[1].decode("latin-1") if level else None)


def announcement_checks(
    said: Announcement, attachments: Sequence[Attachment], profile: Profile | None
) -> Iterator[Check]:
    """`profile`: that of the embedded XML, if there is one that is known."""
    if said.files:
        names = {attachment.name for attachment in attachments}
        missing = [
            name for name in said.files if name not in names and "" not in names
        ]  # "": found without a name
        kept = f"all {len(said.files)} announced files are embedded"
        detail = "the PDF says that it holds an invoice as XML, but it does not" if missing else kept
        yield Check.of("xmp-files", not missing, detail)
    level = _LEVELS.get(re.sub(r"[\s_]", "", said.level)) if said.level else None
    if level and profile:
        detail = f"the PDF announces the profile {said.level}, the XML is of {profile.family} {profile.level}"
        yield Check.of("xmp-profile", level == profile.level, detail)
