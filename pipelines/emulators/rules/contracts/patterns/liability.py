"""Who pays for what goes wrong: limits, damages, indemnities, warranties, insurance, suits."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category

_DAMAGES = r"\b(?:consequential|indirect|incidental|punitive|exemplary|special)\b"
_INSURANCE = r"\binsurance\b"

LIABILITY: dict[Category, tuple[Pattern, ...]] = {
    "Cap on Liability": (
        Pattern(
            (
                r"\b(?:in no (?:event|case)|under no circumstances?|neither (?:party|of)|no party"
                r"|nor|not)\b[^;]{0,300}?\b(?:liable|liability|responsible|obligated)\b"
            ),
            within=_DAMAGES
            + r"[^;]{0,80}\b(?:damages?|loss(?:es)?)\b|\b(?:lost|loss of) (?:profits?|revenues?|business)\b",
        ),
        Pattern(
            r"\bliabilit(?:y|ies)\b...\b(?:shall|will|may|can|does|do|must)(?: not| never)(?: \w+)? exceed\b"
        ),
        Pattern(r"\b(?:in no event|not|neither)\b...\bliabilit(?:y|ies)\b...\bexceed\b"),
        Pattern(
            r"\b(?:liable|responsible)\b...\b(?:in excess of|more than|exceed(?:ing|s)?)\b",
            within=r"\b(?:not|no|neither)\b",
        ),
        Pattern(
            r"\bliabilit(?:y|ies)\b...\b(?:is|are|shall be|will be|be) (?:\w+ )?(?:limited"
            r"|capped|restricted) to\b"
        ),
        Pattern(
            (
                r"\b(?:limit(?:ation|ed|s)?|cap|maximum)\b...\b(?:of|on"
                r"|to)\b(?: \w+){0,4} (?:liability|recover|damages)\b"
            ),
            within=r"\b(?:shall|will|agree|waive|exceed|limited)\b",
            unless=r"\bwithout limitation\b|\bnot limit|no limit",
        ),
        Pattern(r"\bliability\b[^;]{0,60}\b(?:is|be) (?:hereby )?(?:capped|limited)\b"),
        Pattern(
            r"\bin no event\b[^;]{0,60}\b(?:damages"
            r"|amounts?)\b[^;]{0,40}\brecover\w*\b[^;]{0,60}\bexceed\b"
        ),
        Pattern(
            r"\b(?:sole|exclusive|entire|only)\b[^;]{0,30}\b(?:remed(?:y|ies)|liability)\b",
            within=(
                r"\b(?:entire|sole|exclusive|total|only)\b[^;]{0,30}\bliability\b"
                r"|\bsole (?:and exclusive )?remed\w+\b[^;]{0,160}\b(?:breach|warrant|claim|defect|fail)"
            ),
            unless=(
                r"\bnot (?:be )?(?:the |its |an )?(?:sole|exclusive|only)\b|\bnot exclusive\b"
                r"|\bequitable\b|\binjunct"
            ),
        ),
        Pattern(r"\bmaximum (?:aggregate |total |cumulative )?liability\b"),
        Pattern(r"\b(?:waive|forego|relinquish|disclaim)\w*\b..." + _DAMAGES, within=r"damages"),
        Pattern(
            (
                r"\b(?:claims?|actions?|suits?|proceedings?|legal action)\b...\b(?:brought"
                r"|commenced|filed|asserted|instituted|made|bring)\b...\b(?:within|more than"
                r"|later than|after)\b...\b(?:years?|months?|\d+ days)\b"
            ),
            within=r"\b(?:barred|waived|cause of action|arising|no (?:claim|action|suit)|neither party)\b",
            unless=r"\bindemnif|\bnotice of|patent|infringer",
        ),
        Pattern(
            r"\b(?:damages?|recover\w*)\b...\blimited to\b...\b(?:actual|direct|amounts?|fees|price)\b",
            unless=r"(?:including|include),? but not limited to",
        ),
    ),
    "Uncapped Liability": (
        Pattern(
            r"\b(?:limitation|cap|exclusion|limit)s?\b...\b(?:liability|damages)\b...\b(?:shall"
            r"|will|does|do) not (?:apply|limit|exclude)\b"
        ),
        Pattern(
            r"\bnothing in\b...\b(?:limit|exclude|restrict)s?\b...\b(?:liability|indemnif|damages)",
            within=r"\b(?:fraud|death|gross negligence|willful|indemnif|infring|confidential)",
        ),
        Pattern(
            (
                r"\b(?:except|other than|excluding|save)\b[^;]{0,160}\b(?:indemnif|gross negligence"
                r"|willful|wilful|fraud|confidential|infring)[^;]{0,260}\b(?:liable|liability)\b"
            ),
            within=r"\b(?:consequential|indirect|exceed|limited to)\b",
        ),
        Pattern(r"\bunlimited liability\b|\bliability\b...\b(?:unlimited|uncapped|without limit(?!ation))\b"),
        Pattern(
            r"\b(?:limitation|cap|exclusion)s?\b...\b(?:shall|will|does|do) not apply\b",
            within=r"liabil|damages|indemnif|confidential|infring|misconduct",
        ),
    ),
    "Liquidated Damages": (
        Pattern(
            r"\bliquidated damages\b",
            unless=(
                r"not (?:be )?(?:construed|deemed|considered) (?:as |to be )?(?:a |an )?liquidated"
                r"|\bno liquidated"
            ),
        ),
        Pattern(
            r"\b(?:early )?(?:termination|cancell?ation|break-?up) (?:fee|charge|penalt)",
            within=r"\b(?:pay|owe|liable|due|equal|incur)",
        ),
        Pattern(r"\bnot (?:as )?a penalty\b"),
        Pattern(r"\bpenalt(?:y|ies) (?:of|in the amount of|equal to) (?:\D{0,12})\d"),
    ),
    "Warranty Duration": (
        Pattern(
            (
                r"\bwarrant(?:s|y|ies|ed)\b...\b(?:for|during|within|of)\b...\b(?:\d+|one|two|three"
                r"|five|six|nine|ten|twelve|eighteen|twenty-four|thirty|sixty"
                r"|ninety)\b[^;]{0,12}\b(?:days?|months?|years?)\b"
            ),
            within=(
                r"\b(?:defects?|conform|workmanship|materials|perform|product|software|services?"
                r"|goods|equipment)\b"
            ),
            unless=r"\b(?:represents? and warrants?|cure|notice|indemnif|insurance)\b",
        ),
        Pattern(r"\bwarranty period\b", within=r"\b(?:days?|months?|years?)\b"),
    ),
    "Insurance": (
        Pattern(
            (
                r"\b(?:shall|will|must|agrees? to|is required to|undertakes? to"
                r"|responsible for)\b...\b(?:maintain|obtain|procure|carry|keep|purchase|provide"
                r"|secure|effect|acquire|arrange|take out|have|provid|bear)(?:ing)?\b..."
            )
            + _INSURANCE,
            unless=(
                r"\b(?:health|medical|unemployment|group) insurance\b...\b(?:benefits?|employees?"
                r"|premiums?)\b|insurance (?:proceeds|premiums? (?:paid|refund))|benefit plans?"
            ),
        ),
        Pattern(
            _INSURANCE
            + (
                r"...\b(?:shall|will|must)(?: not)? be (?:\w+ )?(?:maintained|obtained|carried"
                r"|provided|kept|in force|written|procured|no less|not less|lower|purchased"
                r"|effected)\b"
            )
        ),
        Pattern(r"\b(?:additional|named) insureds?\b|\bco-insured\b|\bloss payee\b"),
        Pattern(
            r"\binsurance polic(?:y|ies)\b[^;]{0,30}\b(?:shall|will|must)\b|\b(?:liability"
            r"|indemnity|insurance) polic(?:y|ies)\b[^;]{0,60}\blimits? of\b"
        ),
        Pattern(r"\b(?:certificates?|evidence|proof) of (?:such |the |its |required |adequate )?insurance\b"),
        Pattern(
            r"\binsurance (?:coverage|polic(?:y|ies))\b",
            within=(
                r"\b(?:shall|will|must|agrees? to)\b...\b(?:maintain|obtain|carry|keep|procure"
                r"|provide|purchase)|\bin (?:the )?amounts?\b|\$ ?\d"
            ),
        ),
        Pattern(
            r"\b(?:self-insur|insure)\w*\b",
            within=(
                r"\b(?:shall|will|must)\b...\b(?:self-insur|insure)\w*\b...\b(?:against|risk|goods"
                r"|products?|equipment|premises|vehicles?)\b"
            ),
        ),
    ),
    "Covenant Not to Sue": (
        Pattern(
            (
                r"\b(?:not|never|neither)\b...\b(?:contest|challenge|dispute|attack|oppose|question"
                r"|impugn|impair|deny)\b...\b(?:validity|ownership|title|rights?|registration"
                r"|enforceability|patents?|marks?|trademarks?|interest)\b"
            ),
            within=r"\b(?:shall|will|agree|covenant|may|undertake)",
        ),
        Pattern(
            r"\bcovenants? not to (?:sue|assert|bring)\b|\b(?:agrees?"
            r"|covenants?) (?:\w+ )?(?:not to|that (?:it|they) (?:shall|will) not) (?:sue"
            r"|assert|bring (?:any|a|suit))"
        ),
        Pattern(
            r"\b(?:hereby )?(?:releases?|waives?|forever discharges?"
            r"|relinquish\w*)\b...\b(?:any and all|all) (?:\w+ ){0,3}(?:claims|causes of action"
            r"|suits)\b"
        ),
    ),
    "Third Party Beneficiary": (
        Pattern(
            (
                r"\b(?:is|are|shall be|will be|as|be an?|an?) (?:an? )?(?:express |intended "
                r"|named )*third[- ]party beneficiar"
            ),
            unless=r"\b(?:no|not|nor|neither|without)\b[^;]{0,60}third[- ]party beneficiar",
        ),
        Pattern(r"\b(?:except|other than)\b...\b(?:indemni\w+|affiliates?)\b...\bthird[- ]party beneficiar"),
        Pattern(
            r"\bthird[- ]party beneficiar\w+\b...\b(?:entitled to|may|right to) (?:enforce|rely)",
            unless=r"\b(?:no|not) ",
        ),
    ),
    "indemnity": (
        Pattern(
            (
                r"\b(?:shall|will|agrees? to|must|undertakes? to|hereby)\b...\b(?:indemnif(?:y|ies)"
                r"|hold(?:s)? harmless|keep indemnified)\b"
            ),
            unless=r"shall not be (?:required|obligated)",
        ),
        Pattern(r"\b(?:indemnif(?:y|ies)|hold(?:s)? harmless)\b...\bfrom and against\b"),
    ),
}
