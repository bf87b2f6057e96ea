"""Rights to use, and who owns what comes of the work."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category

_LICENSE = r"\b(?:sub)?licen[sc]es?\b"
_NOT = (
    r"\b(?:no|not|nor|neither|nothing)\b[^;]{0,60}\b(?:grant|licen[sc]e|confer|constru|convey"
    r"|deemed)|\b(?:necessary|required|applicable|all|valid|business|governmental) licen[sc]es?\b"
    r"|\blicen[sc]es?(?:,| and| or) (?:permits|approvals|consents|authori|registr)|\b(?:permits"
    r"|approvals|consents|registrations)(?:,| and| or)(?: and| or)? licen"
)
_USE = (
    r"\b(?:use|reproduce|market|sell|distribute|sub-?license|resell|display|operate|make"
    r"|practi[cs]e|exploit|link to|access|copy|promote|manufacture|develop|commercialize)\b"
)
_IP = (
    r"\b(?:intellectual property|inventions?|patents?|copyrights?|work product|works?|improvements?"
    r"|developments?|deliverables|derivative works|discoveries|know-how|trade secrets|results"
    r"|software|marks?|materials)\b"
)

LICENSES: dict[Category, tuple[Pattern, ...]] = {
    "License Grant": (
        Pattern(r"\bhereby licen[sc]es\b", unless=_NOT),
        Pattern(
            (
                r"\b(?:grants?|gives?|authori[sz]es?|permits?)\b[^;]{0,80}\b(?:permission|to use"
                r"|the right to use|authority to use)\b[^;]{0,80}\b(?:trade ?names?|trade-?marks?"
                r"|marks?|logos?|name|content|software|materials|likeness|patents?|technology)\b"
            ),
            unless=_NOT + r"|\bshall not\b|\bmay not\b|\bdoes not\b|\bwithout\b|confidential",
        ),
        Pattern(
            (
                r"\b(?:hereby|shall|will|does|agrees? to|herewith)? ?(?:grants?|licenses|gives"
                r"|provides)\b(?! of)...\b(?:licen[sc]es?|right and license"
                r"|sublicen[sc]es?)\b...\b(?:to|under|of|for|in)\b"
            ),
            unless=_NOT,
        ),
        Pattern(
            (
                r"\b(?:hereby |shall |will |also |further )(?:grants?|gives?"
                r"|license)\b...\b(?:right|rights|permission|privilege|authori[sz]ation)\b..."
            )
            + _USE,
            within=(
                r"\b(?:trade-?marks?|marks?|software|technology|content|materials"
                r"|intellectual property|patents?|know-how|names?|logos?|products?|system|data"
                r"|copyrights?|backgrounds?|licensed|programs?|site)\b"
            ),
            unless=_NOT + r"|right of first|right to (?:terminate|audit|inspect)|security interest",
        ),
        Pattern(
            (
                r"\b(?:grants?|granted)\b...\b(?:non-?exclusive|exclusive|royalty-free|limited"
                r"|worldwide|perpetual|non-? ?transferable)\b[^;]{0,70}\b(?:right|rights"
                r"|licen[sc]e)\b..."
            )
            + _USE,
            unless=_NOT,
        ),
        Pattern(
            r"\bgrants?\b(?: \w+){1,6} the (?:sole |exclusive |non-?exclusive |limited )*right\b[^;]{0,60}"
            + _USE,
            within=(
                r"\b(?:trade-?marks?|marks?|software|technology|content|intellectual property"
                r"|patents?|know-how|logos?|system)\b"
            ),
            unless=_NOT,
        ),
        Pattern(r"\b(?:is|are) hereby (?:granted|licensed)\b..." + r"\b(?:licen[sc]e|right)\b", unless=_NOT),
        Pattern(
            (
                r"\b(?:shall|will) have\b...\b(?:a|an|the)\b[^;]{0,60}\b(?:license|exclusive right"
                r"|non-?exclusive right|royalty-free right)\b..."
            )
            + _USE,
            unless=_NOT,
        ),
        Pattern(
            (
                r"\b(?:non-?exclusive|exclusive|royalty-free|fully paid|worldwide|perpetual"
                r"|irrevocable)\b[^;]{0,60}"
            )
            + _LICENSE
            + r"...\bto\b",
            within=r"\b(?:grant|provide|receive|retain|have|convey)",
            unless=_NOT,
        ),
    ),
    "Non-Transferable License": (
        Pattern(
            r"\bnon-? ?(?:transfer|assign)able\b", within=r"\b(?:licen[sc]e|right)", unless=r"\bno license\b"
        ),
        Pattern(
            r"\b(?:may|shall|will) not\b[^;]{0,60}\b(?:assign|transfer)\b[^;]{0,60}\b(?:the"
            r"|this|its|such) licen[sc]e\b"
        ),
        Pattern(
            r"\b(?:may|shall|will) not\b[^;]{0,60}\bsub-?licen[sc]e\b|\bno right to sub-?licen[sc]e\b",
            unless=r"\bsubcontract\b",
        ),
        Pattern(
            r"\blicen[sc]e\b...\b(?:is|are|shall be)(?: personal and)? (?:not "
            r"|non-?)(?:transferable|assignable|sublicen[sc]able)"
        ),
        Pattern(r"\bwithout (?:the )?(?:right|authority) to (?:grant )?(?:sub-?licen[sc]e|transfer)"),
    ),
    "Irrevocable or Perpetual License": (
        Pattern(
            r"\b(?:irrevocabl[ey]|perpetual(?:ly)?)\b...\b(?:licen[sc]e|right)",
            within=r"\b(?:licen[sc]e[sd]?)\b",
            unless=r"\bno\b...\blicen",
        ),
        Pattern(
            r"\b(?:licen[sc]es?|rights? to use)\b...\b(?:irrevocabl[ey]|perpetual(?:ly)?|in perpetuity)\b",
            unless=r"irrevocably (?:submit|consent|waive|appoint)|attorney",
        ),
    ),
    "Affiliate License-Licensor": (
        Pattern(
            r"\b(?:and|or|on behalf of|behalf of itself and) (?:its"
            r"|their) affiliates?\b[^;]{0,20}\b(?:hereby )?(?:grants?|licenses?)\b"
        ),
        Pattern(
            r"\bgrants?\b...\blicen[sc]e\b...\b(?:owned|controlled|held"
            r"|licensed)\b[^;]{0,40}\b(?:or|and) (?:its|their|any of its) affiliates?"
        ),
        Pattern(r"\b(?:shall|will) cause (?:its|their) affiliates? to (?:grant|license)"),
    ),
    "Affiliate License-Licensee": (
        Pattern(
            r"\b(?:grants?|licenses)\b[^;]{0,60}\b(?:and|or) (?:to )?(?:its|their|any of its"
            r"|each of its|the) (?:\w+ )?affiliates?\b...\b(?:licen[sc]e|right)"
        ),
        Pattern(
            r"\b(?:licen[sc]e|right)\b...\b(?:extend|sublicen[sc]\w+)\b...\baffiliates?\b",
            within=r"\b(?:grant|may|right|shall)",
        ),
    ),
    "Unlimited License": (
        Pattern(
            r"\b(?:enterprise(?:-wide)? licen[sc]e|unlimited (?:number of )?(?:users?|copies"
            r"|seats|use|licen[sc]e))\b"
        ),
        Pattern(
            r"\blicen[sc]e\b...\b(?:unlimited|unrestricted)\b|\b(?:unlimited"
            r"|unrestricted)\b[^;]{0,50}\blicen[sc]e"
        ),
        Pattern(
            r"\bfor any (?:and all )?(?:purposes?|use)(?: whatsoever)?\b",
            within=r"\b(?:perpetual|irrevocable)\b[^;]{0,80}\blicen",
        ),
    ),
    "Source Code Escrow": (
        Pattern(
            r"\b(?:source (?:code|materials)|software)\b...\bescrow\b"
            r"|\bescrow\b...\b(?:source (?:code|materials)|software)\b"
        ),
        Pattern(r"\bescrow agent\b...\b(?:deposit|source|release)"),
    ),
    "IP Ownership Assignment": (
        Pattern(
            r"\b(?:assigns?|transfers?|conveys?)\b...\b(?:right|title|interest|ownership)",
            within=_IP,
            unless=(
                r"\b(?:not|neither|no)\b[^;]{0,40}\b(?:assign|transfer|convey)"
                r"|this agreement (?:and|or|to)|consent|receivables|shares"
            ),
        ),
        Pattern(
            r"\b(?:work(?:s)? (?:made )?for hire)\b", unless=r"not (?:be )?(?:a )?works? (?:made )?for hire"
        ),
        Pattern(
            _IP
            + (
                r"...\b(?:shall|will) (?:be|become|remain|vest)\b[^;]{0,30}\b(?:sole"
                r"|exclusive)\b[^;]{0,30}\b(?:property|owned)\b"
            ),
            within=r"\b(?:developed|created|conceived|prepared|made|arising|result)",
            unless=r"\bthat party\b|\brespective\b|\beach party\b|\bjointly\b",
        ),
        Pattern(
            (
                r"\b(?:created|developed|conceived|made|invented|prepared|generated)\b...\b(?:shall"
                r"|will) (?:be owned|be the (?:sole |exclusive |sole and exclusive )?property"
                r"|belong)\b"
            ),
            within=_IP,
            unless=r"\bjointly\b|\brespective\b",
        ),
    ),
    "Joint IP Ownership": (
        Pattern(
            r"\b(?:joint(?:ly)?|co-?) ?(?:owned?|own|owners?|ownership|property)\b",
            within=_IP,
            unless=r"joint venture company|jointly owned (?:subsidiar|entit|compan)",
        ),
        Pattern(
            (
                r"\b(?:owned|own|vest(?:ed)?|belong)\b[^;]{0,30}\b(?:jointly|equally|in common"
                r"|by both parties)\b"
            ),
            within=_IP,
        ),
    ),
}
