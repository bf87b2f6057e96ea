"""What a PDF's metadata announces, held against the files and the profile that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steps.core.models import Check
from steps.invoices.xml.announcement import Announcement
from steps.invoices.xml.attached import Examined
from steps.invoices.xml.profiles import Level, Profile

_LEVELS: dict[str, Level] = {
    "MINIMUM": "minimum", "BASICWL": "basicwl", "BASIC": "basic", "COMFORT": "en16931", "EN16931": "en16931",
    "XRECHNUNG": "en16931", "EXTENDED": "extended",
}  # fmt: skip


def announcement_checks(
    said: Announcement, attachments: Sequence[Examined], profile: Profile | None
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
