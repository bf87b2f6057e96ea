"""What a party may not do besides this contract, and which first chances it has."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category

_NOT_DO = (
    r"\b(?:shall|will|may|must|agrees?|covenants?|undertakes?)\b[^;]{0,60}\b(?:not|refrain|neither"
    r"|nor)\b|\bneither\b[^;]{0,40}\b(?:shall|will|may)\b"
)

COMPETITION: dict[Category, tuple[Pattern, ...]] = {
    "Most Favored Nation": (
        Pattern(r"\bmost[- ]favou?red[- ](?:nation|customer|licensee|party|pricing)"),
        Pattern(
            (
                r"\b(?:no|not) less favou?rable\b[^;]{0,40}\bthan\b...\b(?:offer|provid|grant|charg"
                r"|extend|giv|made|available|sold)\w*\b...\b(?:other|third|any|similar)"
            ),
            within=r"\b(?:price|terms|fees?|rates?|royalt|license|conditions)",
        ),
        Pattern(
            (
                r"\b(?:more favou?rable|better|lower|as favou?rable)\b...\b(?:terms?|prices?|rates?"
                r"|fees?|pricing|royalt\w+)\b...\b(?:third part|other|another|any)\b"
            ),
            within=r"\b(?:shall|will|agree|entitled|offer)\b",
            unless=r"\b(?:landlord|premises|court|bona fide offer)",
        ),
    ),
    "Non-Compete": (
        Pattern(r"\bnon-?compet(?:e|ition)\b", within=r"\b(?:shall|will|agree|covenant|period)\b"),
        Pattern(
            _NOT_DO,
            within=(
                r"\b(?:engage|participate|invest|interest|own|manage|operate|conduct|carry on"
                r"|involved|establish|open)\b...\b(?:compet(?:e|es|ing|itive)"
                r"|similar to the (?:business|products|services))\b|\b(?:compete with"
                r"|in competition with)\b"
            ),
            unless=r"\bconfidential information\b|employees? of|competitive (?:bid|basis|price)|\bnothing\b",
        ),
        Pattern(
            _NOT_DO,
            within=(
                r"\b(?:market|sell|promote|distribute|develop|manufacture|offer|provide|represent"
                r"|advertise|license|commerciali[sz]e|handle|deal in"
                r"|conduct)\b[^;]{0,160}\b(?:competing|competitive|competitors?)\b"
            ),
            unless=r"\bconfidential\b|competitive (?:bid|basis|price)|\bnothing\b",
        ),
    ),
    "Exclusivity": (
        Pattern(
            (
                r"(?<!non)(?<!non-)(?<!non )(?<!non- )\bexclusive\b[^;]{0,45}\b(?:distribut\w+"
                r"|suppl(?:ier|y)|provider|agent|representative|reseller|manufactur\w+|licen[sc]es?"
                r"|licensee|right to (?:market|sell|distribute|use|purchase|promote|develop|make"
                r"|manufacture|import|offer|provide|represent|commerciali[sz]e)|territor\w+|basis"
                r"|dealing|sponsor\w*|franchis\w+|source|period)\b"
            ),
            unless=(
                r"\bnon-? ?exclusive\b|exclusive (?:control|jurisdiction|remed|property|benefit"
                r"|owner)|\breserves the right to grant"
            ),
        ),
        Pattern(
            r"\bexclusivity\b",
            within=r"\b(?:shall|will|grant|agree|during)\b",
            unless=r"\b(?:data|market|regulatory|orphan) exclusivity|shall mean|\bmeans\b",
        ),
        Pattern(
            (
                r"\b(?:shall|will|agrees?|may)\b[^;]{0,40}\bnot\b[^;]{0,80}\b(?:appoint|sell|supply"
                r"|license|purchase|provide|market|distribute|grant|collaborate|work"
                r"|exploit)\b[^;]{0,120}\b(?:any (?:other|third) (?:person|party|entity|company"
                r"|distributor|supplier|manufacturer|sponsor)|anyone else"
                r"|except for the benefit of)\b"
            ),
            unless=r"\b(?:confidential|disclos|assign|sub-?licen|lien|liable|infring|without)",
        ),
        Pattern(
            r"\b(?:purchase|buy|work|deal|supply|provide|sell|market|use"
            r"|distribute)\w*\b[^;]{0,60}\b(?<!non-)exclusively (?:from|with|to|through|for)\b"
        ),
        Pattern(
            (
                r"\b(?:all|entire|100%) (?:of )?(?:its|their"
                r"|the)\b[^;]{0,30}\brequirements?\b...\b(?:from|for)\b"
            ),
            within=r"\b(?:purchase|buy|obtain|procure|source)",
        ),
        Pattern(r"\bsole and exclusive (?:distributor|supplier|agent|provider|right|license|sponsor)"),
    ),
    "No-Solicit of Customers": (
        Pattern(
            (
                r"\b(?:not|neither|refrain)\b...\b(?:solicit|divert|induce|entice|interfere|contact"
                r"|call on|approach)\w*\b...\b(?:customers?|clients?|accounts?|merchants?"
                r"|subscribers?|suppliers?|franchisees?)\b"
            ),
            unless=r"\bemployees?\b[^;]{0,30}\bsolicit",
        ),
        Pattern(r"^\S* ?(?:divert|solicit)\b...\b(?:customers?|clients?)\b"),
    ),
    "No-Solicit of Employees": (
        Pattern(
            (
                r"\b(?:not|neither|refrain|nor)\b...\b(?:solicit|hire|employ|recruit|induce|entice"
                r"|engage|offer employment)\w*\b...\b(?:employees?|personnel|staff|officers?"
                r"|consultants?|employed)\b"
            ),
            within=r"\b(?:solicit|hire|recruit|induce|entice|offer employment|employ or)\w*\b",
            unless=(
                r"\b(?:employees? of (?:neither|either) party (?:is|are)|not be (?:considered"
                r"|deemed)|customers? from|worker|equal opportunity|debarred)"
            ),
        ),
        Pattern(r"\bnon-?solicitation of (?:employees|personnel)\b"),
        Pattern(
            r"\b(?:induce|entice|encourage|persuade)\b[^;]{0,60}\bto leave\b[^;]{0,40}\b(?:employ|service)"
        ),
    ),
    "Competitive Restriction Exception": (
        Pattern(
            r"\b(?:nothing|notwithstanding)\b...\b(?:shall|will) (?:\w+ )?(?:prevent|prohibit"
            r"|restrict|preclude|limit)\b...\b(?:compet|exclusiv|solicit|hire)"
        ),
        Pattern(
            (
                r"\b(?:except|other than|provided,? however)\b...\b(?:less than|not more than"
                r"|up to)\b[^;]{0,30}\b(?:percent|%)"
            ),
            within=r"\b(?:compet|stock|shares|securities)\b",
        ),
    ),
    "Non-Disparagement": (
        Pattern(
            r"\bdisparag|\bderogatory\b|\bdenigrat|\bdefam(?:e|atory)\b",
            within=r"\b(?:not|neither|never|refrain|nor|no)\b",
            unless=r"\b(?:content|libell?ous|obscene|infring|unlawful|abusive)\w*\b",
        ),
        Pattern(
            (
                r"\b(?:not|never)\b...\b(?:bring|tarnish|damage|injur|harm|detract|diminish"
                r"|reflect)\w*\b...\b(?:disrepute|reputation|goodwill|unfavorably|adversely)"
            ),
            within=r"\b(?:mark|name|reputation|goodwill|image)",
        ),
    ),
    "ROFR/ROFO/ROFN": (
        Pattern(
            r"\b(?:right|option|opportunity)s? of first (?:refusal|offer|negotiation"
            r"|opportunity)\b|\bfirst (?:right|option|opportunity) (?:to|of)\b"
            r"|\bright of first\b|\bfirst refusal\b"
        ),
        Pattern(
            (
                r"\b(?:before|prior to)\b...\b(?:offer(?:ing)?|sell|licens"
                r"|negotiat)\w*\b...\bthird part\w+\b...\b(?:first )?(?:offer|notify|negotiate)\b"
            ),
            within=r"\bfirst\b",
        ),
    ),
}
