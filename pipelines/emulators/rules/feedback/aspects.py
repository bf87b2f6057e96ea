"""What customers speak of: by its words, the aspect and the name of the theme. Names are neutral; tone is separate."""

from __future__ import annotations

from typing import NamedTuple

from steps.core.text.patterns import compiled
from steps.feedback.models import AspectName


class Subject(NamedTuple):
    aspect: AspectName
    theme: str


# More telling ones first; a clause is given at most two. Patterns are looked for in lower case.
_SUBJECTS: tuple[tuple[AspectName, str, str], ...] = (
    ("security_privacy", "privacy and security", r"privacy|secur(?:e|ity)|data (?:leak|breach)|leaked"
     r"|hack(?:ed|ers?)|phishing|gdpr"
     r"|personal data|other (?:customers?|people|users?)'?s?'? (?:data|orders?|invoices?|accounts?)"
     r"|identity theft|spam(?:med|ming)?"),
    ("billing", "refunds", r"refund\w*|money back|reimburs\w+"),
    ("billing", "charges and invoices", r"(?:over|double[- ])?charged?(?: (?:me|us|my|twice|again|double"
     r"|for|on))|charges? on|overcharg\w+|bill(?:s|ed|ing)?"
     r"|invoic\w+|payments?|auto-?renew\w*|renewal|fees?|deposit|unauthori[sz]ed|never authori[sz]ed"
     r"|chargeback|credit card"),
    ("delivery", "returns", r"return (?:form|label|policy|process|address)|returns? (?:department|desk)"),
    ("delivery", "packaging", r"packag(?:ing|ed)|wrapped|box was|came in a box"),
    ("delivery", "delivery", r"deliver\w*|shipp\w+|arriv\w+|courier|parcel|package|tracking|dispatch\w*"
     r"|postage|in the mail|never (?:came|sent)"),
    ("support", "warranty and repair", r"warranty|repair(?:s|ed|ing)?|replacement|service cent(?:er|re)"),
    ("support", "support", r"support|customer (?:service|care|support)|help ?desk|hotline|call cent(?:er"
     r"|re)|agents?|representatives?|reps?\b|staff"
     r"|waiters?|waitress|(?:solved|resolved|helped|fixed) (?:me|my|our|us|the)|no (?:answer|reply"
     r"|response)|technicians?|receptionist|front desk|the desk|live chat|tickets?|(?:never|not|n't"
     r"|nobody|no one) (?:\w+ )?(?:answer|repl|respond|call)\w*"
     r"|on hold|rude|courteous|my (?:e-?)?mails?"),
    ("reliability", "outages", r"outages?|downtime|offline|unreachable|servers? (?:is|are|was|were) down"
     r"|is down|was down|went down"),
    ("reliability", "crashes and freezes", r"crash\w*|freez\w*|froze\w*|hangs?|hung up|reboot\w*|restart\w*"
     r"|blue screen|black screen"
     r"|shuts? (?:down|off|itself)|turns? (?:itself )?off|unresponsive|locks? up"),
    ("reliability", "sync and connection", r"sync\w*|(?:dis|re)?connect(?:s|ed|ion|ions|ivity|ing)?"
     r"|bluetooth|wi-?fi|signal|reception|pairing|dropped calls?"
     r"|drops? calls?|network"),
    ("reliability", "updates", r"updates?|updated|new version|last version|firmware|new release"),
    ("reliability", "lost data", r"lost (?:all|my|our|data|everything)|deleted (?:my|all|our)|wiped"
     r"|data loss"),
    ("performance", "battery", r"batter(?:y|ies)|charger|charging|recharg\w+|power adapter|ac (?:jack"
     r"|adapter)"),
    ("performance", "speed", r"slow(?:er|ly|ness)?|sluggish|lag(?:s|gy|ging)?|speed(?:y|s)?|fast(?:er)?"
     r"|loading|load times?|quick(?:er|ly)?|responsiv\w+|performance"
     r"|transfer(?:s| rates?)?|takes? (?:forever|ages)"),
    ("documentation", "manuals and documentation", r"manuals?|documentation|docs|instructions?|user guide"
     r"|guides?|tutorials?|help pages?|faqs?"),
    ("usability", "login and account", r"log(?:ging)? ?-?in|log(?:s|ged)? (?:me|us) out|sign(?:ing)?[- ]?in"
     r"|sign[- ]?up|password|my account|two[- ]factor|2fa"),
    ("usability", "setup", r"set ?-?up|setting (?:it|this) up|install\w*|configur\w*|onboarding"
     r"|getting started|out of the box|plug and play"),
    ("usability", "ease of use", r"(?:easy|easier|simple|hard|difficult|complicated) to (?:use|learn"
     r"|navigate|operate|find|understand|read)|ease of use|user[- ]friendly"
     r"|intuitive|unintuitive|confus\w+|complicated|learning curve|interface|navigat\w+|menus?|controls?"
     r"|buttons?|dial|wheel|knob|keypad|usab\w+|cumbersome|clunky"),
    ("features", "export and reports", r"export\w*|reports?|dashboards?|excel|csv|analytics"),
    ("features", "integrations", r"integrat\w+|api|plug-?ins?|compatib\w+|third[- ]party"),
    ("features", "search and notifications", r"search\w*|filters?|notifications?|reminders?|alerts?"),
    ("features", "features", r"features?|functions?|functionality|options?|dark mode|calendar|settings?"
     r"|modes?|missing|lacks?|formats?|capabilit\w+|customi[sz]\w+"),
    ("price", "price and value", r"pric(?:e|es|ed|ing|ey|y)|expensive|cheap(?:er|est)?|costs?|costly|value"
     r"|worth|money|afford\w*|bargain|overpriced|for the dollar"
     r"|discounts?|\$ ?\d+|budget"),
    ("product_quality", "sound", r"sounds?|audio|volume|speakers?|headphones?|earbuds?|earphones?|hiss\w*"
     r"|bass|music quality|microphone"),
    ("product_quality", "picture and screen", r"screens?|displays?|pictures?|pics?|photos?|photographs?"
     r"|images?|resolution|zoom|lens|video|colou?rs?|focus\w*|flash|viewfinder|blur\w*"),
    ("product_quality", "design and looks", r"designs?|designed|looks?(?= (?:great|good|nice|cheap|ugly"
     r"|beautiful|amazing|awful))|styl\w+|sleek|ugly|gorgeous|beautiful|stunning|elegant|appearance"),
    ("product_quality", "size and weight", r"(?:its|the|right|compact|small|perfect|great|nice) size"
     r"|weigh(?:s|t)?|lightweight|compact|bulky|heavy"
     r"|portab\w+|pockets?|thin|slim|too (?:big|large|heavy)"),
    ("product_quality", "fit and comfort", r"fits?|fitted|comfort\w*|uncomfortable|cozy|ergonomic\w*"),
    ("product_quality", "food and drink", r"food|meals?|dish(?:es)?|coffee|breakfast|dinner|lunch|pizza"
     r"|burgers?|wine|drinks?|tast(?:e|es|y|eless)|delicious|undercooked|overcooked|soggy"),
    ("product_quality", "rooms and place", r"rooms?|beds?|bathrooms?|hotel|views?|location|terrace"
     r"|restaurant|shower|lobby|dirty|clean(?:liness)?"),
    ("product_quality", "build quality", r"build|built|construction|quality|durab\w+|sturdy|flimsy|solid"
     r"|plastic|materials?|scratch\w*|crack(?:s|ed)|dent(?:s|ed)?|defect\w*|damaged"
     r"|broke|fell (?:off|apart)|cheaply|workmanship|worn|falls? apart"),
    ("reliability", "faults", r"bugs?|buggy|broken|errors?|glitch\w*|fail(?:s|ed|ure|ing)?"
     r"|malfunction\w*|stopped working|quit working"
     r"|(?:n't|not|never) (?:\w+ )?(?:work|play|turn on|start|open|load|recogni[sz]e|read|respond|save"
     r"|function)\w*|problems?|issues?|reliab\w+|unreliable|stab(?:le|ility)|unusable"),
    ("product_quality", "the product as such", r"products?|items?|devices?|units?|purchase|machine|gadget"
     r"|apps?|software|tool|camera"
     r"|phone|player|service|website"),
)  # fmt: skip
_COMPILED = tuple(
    (Subject(aspect, theme), compiled(rf"\b(?:{pattern})\b")) for aspect, theme, pattern in _SUBJECTS
)
OVERALL = Subject("other", "overall impression")
WISHES = Subject("features", "wishes")
# Themes that are named only where a clause names nothing more telling.
_GENERAL = ("faults", "the product as such")
# One word can name two things; where both are found in a clause, the second says nothing new.
_IMPLIED = {
    "refunds": {"charges and invoices", "price and value"},
    "battery": {"charges and invoices"},
    "charges and invoices": {"price and value"},
    "privacy and security": {"charges and invoices"},
    "warranty and repair": {"support"},
    "delivery": {"packaging"},
}


def subjects(clause: str) -> list[Subject]:
    """What a clause in lower case speaks of: one or two things of different aspects, the more telling first."""
    found: list[Subject] = []
    for subject, pattern in _COMPILED:
        said = any(
            other.aspect == subject.aspect or subject.theme in _IMPLIED.get(other.theme, ())
            for other in found
        )
        if said or (found and subject.theme in _GENERAL) or not pattern.search(clause):
            continue
        found.append(subject)
        if len(found) == 2:
            break
    return found
