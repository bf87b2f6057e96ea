"""Prices, quantities, shares, payments, and who may look into the books."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category

_MUST = r"\b(?:shall|will|must|agrees? to|is (?:required|obligated) to|commits? to|guarantees?)\b"

MONEY: dict[Category, tuple[Pattern, ...]] = {
    "Revenue/Profit Sharing": (
        Pattern(
            r"\b(?:royalt(?:y|ies)|commissions?)\b",
            within=(
                r"\b(?:shall|will|agrees? to) (?:\w+ )?(?:pay|receive|be paid|earn"
                r"|be entitled)\b[^;]{0,160}\b(?:royalt|commission)"
                r"|\broyalt\w+\b[^;]{0,60}\b(?:percent|%|\[\*)"
            ),
            unless=r"royalty-free|\bno royalt|\bcommission (?:file|approv)",
        ),
        Pattern(
            (
                r"\b(?:percent|%|percentage|share|portion|split)\b...\b(?:net |gross )?(?:revenues?"
                r"|profits?|sales|receipts|proceeds|income|margin)\b"
            ),
            within=r"\b(?:pay|share|receive|entitled|remit|split|divide|distribut)\w*\b",
            unless=r"\b(?:increase|inflation|interest|late|shares of stock|voting|audit)\b",
        ),
        Pattern(r"\b(?:revenue|profit)[- ]shar(?:e|ing)\b"),
    ),
    "Price Restriction": (
        Pattern(
            (
                r"\b(?:shall|will|may) not\b...\b(?:increase|raise|reduce|lower|decrease|change"
                r"|modify|adjust)\b...\b(?:prices?|fees?|rates?|charges?|pricing)\b"
            ),
            unless=r"\breduce the (?:scope|number)",
        ),
        Pattern(
            (
                r"\b(?:increase|adjust|change)s?\b...\b(?:prices?|fees?|rates?"
                r"|charges?)\b...\b(?:shall|will|may) not exceed\b"
                r"|\b(?:increases?)\b[^;]{0,40}\b(?:limited to|not to exceed"
                r"|exceed)\b[^;]{0,40}(?:%|percent|CPI|consumer price index)"
            ),
            within=r"\b(?:price|fee|rate|charge)",
        ),
        Pattern(r"\bprices?\b...\b(?:shall|will) (?:remain )?(?:be )?(?:fixed|firm|frozen)\b"),
    ),
    "Minimum Commitment": (
        Pattern(
            (
                r"\b(?:minimum (?:annual |monthly |quarterly |purchase |order |guaranteed "
                r"|aggregate |volume |commitment|royalt\w+|quantit\w+|fees?|payments?|net sales"
                r"|sales)+)\b"
            ),
            within=r"\b(?:shall|will|must|pay|purchase|agree|order|commit)",
            unless=r"minimum (?:insurance|coverage|credit)",
        ),
        Pattern(
            _MUST
            + (
                r"...\b(?:purchase|order|buy|pay|sell|spend|take)\b...\b(?:at least"
                r"|(?:a )?minimum(?: of)?|no (?:less|fewer) than|not less than)\b"
            ),
            within=(
                r"\b(?:units?|\$|dollars|quantit\w+|per (?:year|month|quarter)|annual|each|orders?"
                r"|products?|impressions?|batch)"
            ),
            unless=r"\b(?:days?'? (?:prior )?(?:written )?notice|insurance|coverage|limits? of)\b",
        ),
        Pattern(
            r"\b(?:annual|minimum)\b[^;]{0,20}\b(?:guarantee|commitment)s?\b",
            within=r"\b(?:pay|shall|purchase|meet|achieve)",
        ),
    ),
    "Volume Restriction": (
        Pattern(
            (
                r"\b(?:maximum (?:number|quantit\w+|volume|amount of)|(?:shall|will|may) not exceed"
                r"|no more than|not more than|in excess of|up to a maximum)\b...\b(?:units?|users?"
                r"|copies|transactions|impressions|gallons|tons|seats|locations|hours|quantit\w+"
                r"|calls|kilograms?)\b"
            ),
            within=r"\b(?:fees?|charge|consent|approval|use|supply|order|deliver|purchase|additional)\b",
            unless=r"liabil|damages|audit|days",
        ),
    ),
    "Audit Rights": (
        Pattern(
            (
                r"\b(?:right|entitled|permit\w*|allow\w*|may|access)\b...\b(?:audit|inspect|examin"
                r"|review)\w*\b...\b(?:books|records|accounts?|facilit\w+|premises|documentation"
                r"|ledgers|locations?|plants?|operations)\b"
            ),
            unless=r"\b(?:products? upon|delivery|court|confidential information)\b",
        ),
        Pattern(
            r"\b(?:books|records|accounts?|facilit\w+|premises)\b...\b(?:open (?:to|for)"
            r"|available (?:to|for)|subject to|made available)\b...\b(?:audit|inspect|examin"
            r"|review)"
        ),
        Pattern(
            r"\b(?:audit|inspect)\b...\b(?:books|records|facilit\w+)\b",
            within=r"\b(?:shall|may|right|permit|independent|accountant|auditor|reasonable|notice)",
        ),
        Pattern(
            r"\b(?:independent|certified|public)\b[^;]{0,40}\b(?:accountants?"
            r"|auditors?)\b...\b(?:audit|inspect|examin|verify|review)"
        ),
        Pattern(r"\baudit rights?\b|\bright to (?:conduct |perform |carry out )?(?:\w+ ){0,3}audits?\b"),
        Pattern(
            r"\b(?:permit|allow)\b[^;]{0,60}\b(?:conduct|perform|enter|access"
            r"|visit)\b[^;]{0,120}\b(?:audits?|facilit\w+|premises)\b"
        ),
    ),
    "payment_terms": (
        Pattern(
            (
                r"\b(?:pay|paid|payable|payments?|due|invoices?)\b...\b(?:within|net|in"
                r"|no later than|not later than|on or before)\b...\b(?:\d+|thirty|sixty|forty-five"
                r"|ten|fifteen|five|ninety|twenty)\b[^;]{0,20}\bdays?\b"
            ),
            unless=r"\b(?:cure|breach|terminat|indemnif)",
        ),
        Pattern(r"\b(?:shall|will|agrees? to) pay\b...(?:\$|USD|US\$|EUR|€|RMB|£|\[\*\*\*)"),
        Pattern(r"\b(?:payment terms?|terms of payment)\b", within=r"\b(?:shall|will|are|net|days)\b"),
        Pattern(r"\b(?:due and payable|payable (?:monthly|quarterly|annually|in advance|in arrears))\b"),
    ),
}
