"""Governing law, confidentiality, force majeure, data protection."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category

GENERAL: dict[Category, tuple[Pattern, ...]] = {
    "Governing Law": (
        Pattern(
            r"\b(?:govern|constru|interpret|enforc|controll|regulat|determin)(?:ed"
            r"|s)\b...\b(?:laws?|statutes)"
            r"(?:, (?:rules|statutes)[^;]{0,40}?)? (?:of|in force in|applicable in|prevailing in|for) "
            r"(?!(?:any|each)\b|the (?:applicable |relevant |respective )?(?:jurisdiction|country|state|territory) "
            r"(?:in|where)\b)",
            unless=r"\b(?:organized|incorporated|existing|formed|established"
            r"|licensed) (?:and \w+ )?under the laws? of",
        ),
        Pattern(
            r"\b(?:is|are|be|as|deemed)\b[^;]{0,20}\b(?:an? )?(?:contract"
            r"|agreement)\b[^;]{0,20}\bunder (?:and pursuant to )?the laws? of\b"
        ),
        Pattern(
            (
                r"\b(?:agreement|contract)\b[^;]{0,30}\b(?:is"
                r"|shall be) subject to (?:the )?(?:(?-i:[A-Z][A-Za-z']+) ){1,3}laws?\b"
            ),
            unless=r"\b(?:applicable|securities|privacy|tax|bankruptcy|antitrust) laws?\b",
        ),
        Pattern(r"\blaws? of ...\b(?:(?:shall|will|to) )?(?:govern|apply to|control)s?\b"),
        Pattern(r"\b(?:governing|applicable|choice of) law ?[:.-]...\blaws? of\b"),
        Pattern(
            r"\b(?:governed|construed|interpreted)\b...(?:by|with|under)(?: the)? "
            r"(?:(?-i:[A-Z][A-Za-z']+) ){1,3}laws?\b",
            unless=(
                r"\b(?:applicable|securities|privacy|tax|such|conflicts?|bankruptcy|patent"
                r"|copyright) laws?\b"
            ),
        ),
        Pattern(
            r"^(?:\S+ )?(?:governing|applicable) law ?[:.-] ?(?:the laws of )?(?:the )?(?:state"
            r"|province|commonwealth) of"
        ),
        Pattern(
            (
                r"\bsubject to(?: and \w+ \w+)? the (?:\w+ ){0,2}laws of (?:the )?(?:(?:state"
                r"|province|commonwealth|republic) of|(?-i:[A-Z]))"
            ),
            within=r"\bthis (?:\w+ )?agreement\b|\bhereof\b",
            unless=r"organized|incorporated|existing",
        ),
    ),
    "confidentiality": (
        Pattern(
            (
                r"\b(?:keep|hold|maintain|treat|retain|preserve)\b...\b(?:in (?:strict )?confidence"
                r"|confidential|secret|confidentiality)\b"
            ),
            within=r"\b(?:shall|will|must|agree|undertake)",
        ),
        Pattern(
            r"\b(?:not|never|neither)\b...\b(?:disclos|divulg|reveal"
            r"|publish)\w*...\b(?:confidential|proprietary|trade secret)"
        ),
        Pattern(
            r"\b(?:confidential|proprietary) (?:information|materials?)\b...\b(?:not"
            r"|never)\b...\b(?:disclos|divulg|reveal|use)"
        ),
        Pattern(
            r"\bconfidentiality (?:obligations?|undertakings?|agreement|provisions?)\b",
            within=r"\b(?:shall|will|bound|remain|entered)\b",
        ),
    ),
    "force_majeure": (
        Pattern(r"\bforce majeure\b", unless=r"^\W*+(?:\S+ )?force majeure\W*+$"),
        Pattern(r"\bacts? of god\b"),
        Pattern(
            r"\b(?:not|neither)\b...\b(?:liable|responsible|default|breach)\b...\bbeyond (?:its"
            r"|their|the|such|his)\b[^;]{0,40}\bcontrol"
        ),
    ),
    "data_protection": (
        Pattern(
            (
                r"\b(?:personal(?:ly identifiable)? (?:data|information)"
                r"|non-?public personal information|protected health information"
                r"|personal health information)\b"
            ),
            within=r"\b(?:shall|will|must|agree|compl|protect|process|safeguard)",
        ),
        Pattern(
            r"\b(?:data protection|privacy) (?:laws?|legislation|act|regulations?|directive|polic\w+)\b",
            within=r"\b(?:compl|accordance|subject|adhere|consistent)",
        ),
        Pattern(r"\b(?:GDPR|General Data Protection Regulation|HIPAA|CCPA|Gramm-Leach-Bliley)\b"),
    ),
}
