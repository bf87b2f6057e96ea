"""What a customer wants: to ask, request, complain, praise or leave; and how likely it is that they leave."""

from __future__ import annotations

import re

from steps.core.text.patterns import compiled
from steps.feedback.models import Intent, Sentiment

_SPAM = compiled(
    r"click (?:here|the link|below)|earn (?:\$|€|£|money|up to)|work(?:ing)? from home|make money (?:online"
    r"|fast)"
    r"|crypto (?:signals|investment)|double your (?:money|bitcoin)|buy (?:followers|likes|viagra|cialis)"
    r"|cheap (?:viagra|rolex)"
    r"|online casino|free (?:iphone|gift ?cards?)|payday loans?|seo services?|guest post|whatsapp me"
    r"|visit my (?:site|website|profile)"
    r"|congratulations,? you(?:'ve| have) won",
    re.IGNORECASE,
)
_LEAVING = compiled(
    r"cancel(?:s|led|ed|ling|ing)? (?:my|our|the|this|it|your)(?! (?:order|flight|booking|reservation"
    r"|meeting|appointment))"
    r"|(?:i am|i'm|we are|we're|be|am|are|will be) (?:cancell?ing|leaving|unsubscribing|done|moving (?:to"
    r"|away)|switching|out of here)"
    r"|(?:switch(?:ed|ing)?|mov(?:e|ed|ing)|going|gone|go|chang(?:e|ed|ing)) (?:over |back )?to (?:a |an "
    r"|your |another |the )?"
    r"(?:competit\w+|other|different|another|alternative)(?! (?:room|table|size|colou?r))"
    r"|look(?:ing)? (?:for an alternative|elsewhere|at alternatives)"
    r"|(?:close|delete|terminate|end) (?:my|our) (?:account|subscription|contract|membership)|unsubscrib\w+"
    r"|tak(?:e|ing) (?:my|our) (?:business|money) elsewhere|(?:lost|losing) (?:a|me as a) (?:customer|client)"
    r"|never (?:again|(?:buy|order|use|shop|come|go|stay|deal)\w*(?: \w+){0,4} (?:again|here|there))"
    r"|(?:last|final) time i|will not (?:renew|be renewing|be back|return|be returning|buy again)"
    r"|won't (?:renew|be renewing|be back|buy again)"
    r"|uninstall\w*",
    re.IGNORECASE,
)
_WISH = compiled(
    r"please (?:add|consider|include|make|bring|support|provide|give us|allow|change|improve|offer|introduce)"
    r"|(?:would|could|can) you (?:please |kindly )?(?:add|make|include|consider|change|let us|provide|offer)"
    r"|(?:would|it'd) be (?:\w+ )?(?:great|nice|good|helpful|useful|awesome|cool|better|perfect|lovely) (?:to|if)"
    r"|(?:i|we) (?:wish (?:you|there|it|i|we)|would (?:like|love|appreciate)|'d (?:like|love)|need|want)"
    r"(?: to (?:see|have|get)| an?\b| you to| it to)"
    r"|(?:feature|change) request|suggestion:|you should (?:add|offer|make|have|allow)"
    r"|needs? (?:a|an) (?:option|way)|hope (?:that )?(?:you|they) (?:add|offer|bring|make|will)",
    re.IGNORECASE,
)
_ASKED = compiled(
    r"(?:please )?cancel (?:my|our|the) (?:order|booking|reservation|appointment|meeting)"
    r"|please (?:fix|let|send|help|call|contact|refund|reply|check|tell|explain|remove|delete|update)"
    r"|(?:would|could|can) you (?:please |kindly )?(?:send|fix|help|call|refund|contact|check|tell|explain|remove)",
    re.IGNORECASE,
)
_QUESTION = compiled(
    r"(?:^|[.!?;:,]\s+)(?:hi|hello|hey)?,?\s*(?:how|what|when|where|which|who|why|is|are|does|do|did|can"
    r"|could|will|would|should|has|have|may)\b[^.!]{3,300}\?"
    r"|(?:any(?:one|body)|somebody|someone) (?:can |could )?(?:explain|know|help|tell)",
    re.IGNORECASE,
)
_REPEATED = compiled(
    r"\b(?:again and again|(?:second|third|fourth|fifth|2nd|3rd|4th|\d+th|several|many|\d+|two|three|four"
    r"|five) (?:time|times|calls|e-?mails|tickets|weeks|months)"
    r"|still (?:waiting|no|not|does|has|have|is)|every (?:single )?time|constantly|since (?:january"
    r"|february|march|april|may|june|july|august"
    r"|september|october|november|december))",
    re.IGNORECASE,
)


def intent(text: str, sentiment: Sentiment) -> Intent:
    """The one thing that whoever answers should know first."""
    plain = text.replace("’", "'")
    if _SPAM.search(plain):
        return "spam"
    if sentiment != "positive" and _LEAVING.search(plain):
        return "churn_threat"
    asks = _QUESTION.search(plain) is not None
    if sentiment in ("neutral", "positive") and (_WISH.search(plain) or _ASKED.search(plain)):
        return "request"
    if sentiment == "neutral" and asks:
        return "question"
    if sentiment == "positive":
        return "praise"
    if sentiment in ("negative", "mixed"):
        return "complaint"
    return "other"


def is_wish(text: str) -> bool:
    """Whether somebody wishes for something that the product does not have."""
    return _WISH.search(text.replace("’", "'")) is not None


def churn_risk(text: str, aim: Intent, score: float) -> float:
    """From 0 to 1, a rule of thumb: who says they leave 0.9; else by tone, and more for trouble that goes on."""
    if aim == "spam":
        return 0.0
    if aim == "churn_threat":
        return 0.9
    risk = 0.15 - 0.35 * score
    if score < 0 and _REPEATED.search(text):
        risk += 0.15
    return round(min(0.8, max(0.05, risk)), 2)
