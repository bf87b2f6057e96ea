"""How long it lasts, how it ends, and what happens when a party changes hands."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category

_CONSENT = r"\b(?:consent|approval|permission|authori[sz]ation|agreement of the other)\b"
_OBJECT = (
    r"\b(?:agreement|contract|rights?|obligations?|duties|duty|interests?|hereunder|herein|license"
    r"|franchise|lease|part hereof)\b"
)
_ASSIGN = r"\b(?:assign(?:s|ed|able|ment|ments|ing)?|transfer(?:s|red|able|ring)?|delegat\w+|novat\w+)\b"
_CONTROL = (
    r"\b(?:change (?:of|in) (?:the )?(?:\w+ )?(?:control|ownership)|merger|merge[sd]?"
    r"|consolidat(?:e|ion|es)|acqui(?:red|sition)|sale of (?:all|substantially)"
    r"|substantially all (?:of )?(?:its|the|such|their)|by operation of law|controlling interest"
    r"|majority of (?:the|its) (?:\w+ )?(?:stock|shares|voting|outstanding|ownership))\b"
)

ENDING: dict[Category, tuple[Pattern, ...]] = {
    "Renewal Term": (
        Pattern(
            (
                r"\b(?:renew(?:s|ed|al|able)?|extend(?:s|ed|able)?"
                r"|extension)\b[^;]{0,90}\b(?:terms?|periods?|years?|months?)\b"
            ),
            within=r"\b(?:agreement|term|contract)\b",
            unless=(
                r"\b(?:patent|insurance|letter of credit|permits?|registration|lease term|deadline"
                r"|delivery date)\b"
            ),
        ),
        Pattern(
            r"\bcontinue (?:in effect |in force |thereafter )?(?:on a )?(?:month[- ]to[- ]month"
            r"|year[- ]to[- ]year|automatically)"
        ),
        Pattern(r"\bautomatically (?:be )?(?:renew|extend|continue)"),
        Pattern(
            r"\b(?:additional|successive|consecutive|renewal|further)\b[^;]{0,30}\b(?:terms?|periods?)\b",
            within=(
                r"\b(?:option|right|renew\w*|continue|extend)\b[^;]{0,90}\b(?:agreement|franchise"
                r"|relationship|term)\b"
            ),
        ),
    ),
    "Notice Period to Terminate Renewal": (
        Pattern(
            r"\b(?:renew|extend|continue in effect|year[- ]to[- ]year"
            r"|month[- ]to[- ]month)\w*\b...\b(?:unless|except|subject to"
            r"|provided)\b...\b(?:notice|notif\w+|terminat\w+|cancel\w*"
            r"|inform\w*)\b...\b(?:days?|months?|year)\b"
        ),
        Pattern(
            (
                r"\b(?:notice|notif\w+)\b...\b(?:not to (?:renew|extend)|non-? ?renewal"
                r"|intent(?:ion)? not to (?:renew|extend|continue)|decision not to (?:renew"
                r"|extend))\b"
            ),
            within=r"\b(?:days?|months?|year)\b",
        ),
        Pattern(
            r"\b(?:renew|extend)\w*\b...\b(?:at least|no(?:t)? (?:less|later) than|minimum of"
            r"|within)\b...\b(?:days?|months?)\b...\b(?:prior to|before"
            r"|preceding)\b...\b(?:expir|end of|terminat|commence)"
        ),
    ),
    "Termination for Convenience": (
        Pattern(
            (
                r"\b(?:upon|by|with|on|giving|after)\b[^;]{0,60}\b(?:days?'?"
                r"|months?'?)\b[^;]{0,30}\bnotice\b[^;]{0,60}\bmay (?:terminate|cancel)\b"
            ),
            unless=r"\b(?:breach|default|fail|cure|insolven|bankrupt|material)",
        ),
        Pattern(
            (
                r"\b(?:may|rights? to|entitled to|can|option to|be)\b[^;]{0,60}\b(?:terminate"
                r"|cancel)d?\b[^;]{0,110}\b(?:for convenience|without cause|for any reason"
                r"|for any or no reason|with or without cause|at (?:its|their|any"
                r"|the) (?:sole )?(?:discretion|option|election|will)|no reason)\b"
            ),
            unless=(
                r"\b(?:breach|default|insolven|bankrupt)|\bemployment\b|\b(?:if|upon|after|should"
                r"|once)\b[^;]{0,40}\bterminat|\bsurvive"
            ),
        ),
        Pattern(
            (
                r"\b(?:either party|each party|any party|both parties|\w+)\b(?: hereto)? (?:may"
                r"|shall have the right to|has the right to|is entitled to"
                r"|can)(?: \w+){0,3} (?:terminate|cancel)\b[^;]{0,60}\b(?:upon|by|on|with|giving"
                r"|at any time)\b[^;]{0,60}\b(?:days?'?|months?'?"
                r"|years?'?)\b[^;]{0,20}\b(?:notice)\b"
            ),
            unless=(
                r"\b(?:if|breach|default|fail|insolven|bankrupt|material|in the event|event that"
                r"|cause|should|when|where|unless|force majeure|cure)\b"
            ),
        ),
        Pattern(
            (
                r"\b(?:terminated|cancell?ed)\b[^;]{0,30}\bby (?:either|any"
                r"|each) party\b[^;]{0,60}\b(?:notice)\b"
            ),
            unless=r"\b(?:if|breach|default|fail|insolven|material|event|cause|renew|expir)\b",
        ),
        Pattern(
            r"\bat any time\b[^;]{0,60}\b(?:days?'?|months?'?)\b[^;]{0,30}\bnotice\b",
            within=r"\bterminat",
            unless=r"\b(?:if|breach|default|fail|insolven|material|event of|cause)\b",
        ),
    ),
    "Change of Control": (
        Pattern(
            _CONTROL,
            within=(
                r"\b(?:terminat\w+|(?:deemed|constitute|considered)\b[^;]{0,30}\b(?:assignment"
                r"|transfer))\b"
            ),
            unless=r"\b(?:means|shall mean|audit|indemnif|employment|insolven\w+|bankruptcy|confidential)\b",
        ),
        Pattern(
            _CONTROL,
            within=(_CONSENT + r"|\bnotice\b|\bnotify\b", r"\b(?:assign|transfer|directly or indirectly)"),
            unless=(
                r"\b(?:means|shall mean|without (?:such|the|any|obtaining"
                r"|prior)(?: the)?(?: prior)?(?: written)? consent of[^;]{0,90}(?:merger|sale"
                r"|affiliate|acqui)|may assign in connection|audit|indemnif|confidential"
                r"|personal information)\b|\b(?:provided|except|however)\b[^;]{0,120}\b(?:may"
                r"|merger|sale)\b"
            ),
        ),
        Pattern(
            r"\bchange (?:of|in) (?:the )?control\b",
            within=r"\b(?:shall|will|may|right|upon|event|following|deemed|gives)\b",
            unless=r"\b(?:shall )?means?\b|provided|however",
        ),
    ),
    "Anti-Assignment": (
        Pattern(
            r"\b(?:not|neither|nor|no|cannot|never)\b[^;]{0,140}" + _ASSIGN,
            within=(r"\b(?:without|unless|except|other than|only|absent)\b[^;]{0,160}" + _CONSENT, _OBJECT),
            unless=(
                r"\b(?:assign(?:ed)? (?:to work|personnel|employees)|confidential information|taxes"
                r"|transfer of (?:title|risk)|funds)\b"
            ),
        ),
        Pattern(
            r"\bwithout\b[^;]{0,80}" + _CONSENT + r"[^;]{0,140}" + _ASSIGN,
            within=_OBJECT,
            unless=r"\b(?:confidential information|may (?:freely )?(?:assign|transfer)[^;]{0,80}without)\b",
        ),
        Pattern(
            r"\b(?:may|shall|will|can)(?:not| not)\b(?: be)?(?: \w+,?){0,6} (?:assign|transfer|delegat)",
            within=r"\b(?:agreement|contract|obligations?|hereunder|franchise|duties)\b",
            unless=r"\b(?:confidential|personnel|employees|title|funds|data|inventory)\b",
        ),
        Pattern(r"\bneither\b...\b(?:may|shall|will)\b...\b(?:assign|transfer)\b", within=_OBJECT),
        Pattern(
            (
                r"\b(?:is|are|shall be) (?:personal|not assignable|non-?assignable|not transferable"
                r"|nontransferable)\b"
            ),
            within=r"\bagreement|rights\b",
            unless=r"\blicen[sc]e is\b",
        ),
        Pattern(
            _ASSIGN
            + r"...\b(?:only (?:with|upon)|subject to|requires?|conditioned (?:up)?on)\b..."
            + _CONSENT,
            within=_OBJECT,
        ),
        Pattern(
            r"\bright\b[^;]{0,60}\bto (?:assign|transfer)\b",
            within=(
                r"\b(?:subject|upon|with|on)\b[^;]{0,40}\b(?:notice|consent|approval)\b",
                r"\bagreement\b",
            ),
        ),
        Pattern(
            r"\b(?:purported|attempted|any)\b[^;]{0,30}"
            + _ASSIGN
            + r"...\b(?:void|null|invalid|of no (?:force|effect)|ineffective|deemed a (?:material )?breach)\b"
        ),
    ),
    "Post-Termination Services": (
        Pattern(
            r"\b(?:upon|after|following|on|in the event of|at)\b[^;]{0,50}\b(?:terminat(?:ion"
            r"|ed)|expir(?:ation|y|ed))\b...\b(?:shall|will|must|agrees? to)\b...\b(?:continue"
            r"|return|deliver|transfer|provide|cooperate|assist|purchase|pay|cease|sell"
            r"|complete|fulfil|refund|repurchase|support|wind|assign|transition|perform)\b"
        ),
        Pattern(
            (
                r"\b(?:transition|wind-?down|sell-?off|phase-?out|run-?off)\b[^;]{0,30}\b(?:period"
                r"|services?|assistance|plan)\b"
            ),
            within=r"\b(?:shall|will|may|agree)",
        ),
        Pattern(
            (
                r"\bfor (?:a period of )?[^;]{0,30}\b(?:days?|months?|years?)\b[^;]{0,20}\b(?:after"
                r"|following)\b[^;]{0,30}\b(?:terminat|expir)\w+"
            ),
            within=r"\b(?:shall|will|must)\b",
        ),
        Pattern(
            r"\b(?:shall|will|must)\b[^;]{0,60}\b(?:return|deliver|destroy|surrender"
            r"|pay)\b...\b(?:upon|after|following)\b[^;]{0,25}\b(?:terminat|expir)"
        ),
        Pattern(
            r"\b(?:terminat(?:ion|ed)|expir(?:ation|y))\b...\bshall (?:promptly "
            r"|immediately )?(?:pay|return|deliver|destroy|cease)\b"
        ),
    ),
}
