"""What the rules hold to be a risk, for whom, how grave, and what to ask for instead.

A clause burdens the party that must or may not do something (`subject`), or the other one, which has to bear what
the subject may do (`other`). What binds all parties alike is less grave than what binds one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from steps.contracts.categories import Category
from steps.contracts.models import Severity

Bearer = Literal["subject", "other", "both"]
Flag = Literal[
    "automatic renewal", "one-sided change", "one-sided indemnity", "no warranty", "termination at once",
    "personal guarantee", "jury waiver", "late interest",
]  # fmt: skip


@dataclass(frozen=True)
class PlaybookEntry:
    """`category`: as in CUAD, or a flag of our own with its `pattern`. `alike`: the severity where all are bound."""

    category: Category | Flag
    bearer: Bearer
    severity: Severity
    alike: Severity | None
    why: str
    recommendation: str
    wording: str | None = None
    pattern: Pattern | None = None


PLAYBOOK: tuple[PlaybookEntry, ...] = (
    PlaybookEntry("Uncapped Liability", "subject", "high", "medium",
         ("For the cases named here no limit of liability holds, so a single claim can exceed "
             "all that the contract earns."),
         "Keep the exceptions few (intent, death or injury), or put a higher limit in place of none.",
         ("For the claims excepted above, liability is limited to three times the fees paid in "
             "the preceding twelve months.")),
    PlaybookEntry("Cap on Liability", "other", "medium", "low",
         "What can be claimed from the other side is limited, or whole kinds of loss are excluded.",
         ("Check that the limit and what it excludes fit the damage that can really happen, and "
             "that it holds for both sides.")),
    PlaybookEntry("Non-Compete", "subject", "high", "medium",
         "A business is closed to the party for the time and place named here.",
         "Limit it to named products, a territory and the term; ask what is given in return."),
    PlaybookEntry("Exclusivity", "subject", "medium", "medium",
         "The party may not deal with others in this field, even if the counterparty performs badly.",
         "Tie it to minimum performance of the other side, with a right to end it when that is missed."),
    PlaybookEntry("IP Ownership Assignment", "subject", "high", "medium",
         "Rights in what the party creates pass to the other side for good.",
         ("Assign only what was made and paid for under this contract; keep earlier work and "
             "tools, with a license instead.")),
    PlaybookEntry("Irrevocable or Perpetual License", "subject", "medium", "low",
         "The license cannot be taken back, even if the licensee breaks the contract or stops paying.",
         "Let it end on a material breach that is not mended in time."),
    PlaybookEntry("Most Favored Nation", "subject", "medium", "low",
         "A better price for anybody else must be given to the other side as well.",
         "Limit it to comparable volumes and terms, for future orders only."),
    PlaybookEntry("Minimum Commitment", "subject", "medium", "low",
         "A quantity or sum is owed whether or not it is needed.",
         ("Ask for a ramp-up, a carry-over of shortfalls, and relief when the other side fails "
             "or the market is closed.")),
    PlaybookEntry("Liquidated Damages", "subject", "medium", "medium",
         "A fixed sum is due on breach or early end, whatever the real loss.",
         "Cap the total, and make it the only remedy for that breach."),
    PlaybookEntry("Termination for Convenience", "other", "medium", "low",
         "The other side can end the contract at will; what was invested in it may be lost.",
         "Ask for a longer notice, the same right for both sides, and payment for what is in work."),
    PlaybookEntry("Change of Control", "subject", "medium", "low",
         "A merger or sale of the party needs consent, or lets the other side leave.",
         "Limit it to a sale to named competitors."),
    PlaybookEntry("Anti-Assignment", "subject", "low", "low",
         "The contract cannot be passed on without consent, which a sale of the business may need.",
         "Except assignment to affiliates and to a buyer of the whole business."),
    PlaybookEntry("Covenant Not to Sue", "subject", "medium", "low",
         "The party gives up a claim, or the right to attack the other side's rights.",
         "Limit it to the rights licensed here and to the term."),
    PlaybookEntry("ROFR/ROFO/ROFN", "subject", "low", "low",
         "The other side has the first chance, which slows a deal with anybody else.",
         "Give it a short period, after which the party is free."),
    PlaybookEntry("Price Restriction", "subject", "low", "low",
         "Prices cannot follow costs.",
         "Tie them to a public index."),
    PlaybookEntry("automatic renewal", "both", "medium", "medium",
         "The contract renews itself unless notice is given in time.",
         "Note the last day for notice now, or let it renew only by agreement in writing.",
         "This Agreement renews only if both parties agree so in writing before the end of the term.",
         Pattern(r"\bautomatically (?:be )?(?:renew|extend|continue)|\b(?:shall"
             r"|will) (?:be )?renew(?:ed)?\b...\bunless\b")),
    PlaybookEntry("one-sided change", "other", "high", None,
         "One side may change terms or prices by itself.",
         ("Ask for notice, and for the right to end the contract without cost when the change "
             "is not acceptable."),
         "Changes take effect only if both parties agree to them in writing.",
         Pattern(r"\b(?:may|reserves the right to|has the right to"
             r"|shall have the right to)\b[^;]{0,60}\b(?:modify|amend|change|revise|increase"
             r"|adjust)\b"
                 r"[^;]{0,80}\b(?:agreement|terms|prices?|fees?|rates?|charges|policies"
                     r"|manuals?|specifications)\b",
                 within=(r"\b(?:sole|absolute|own) discretion\b|\bat any time\b|\bfrom time to time\b"
                     r"|\bwithout (?:prior )?(?:notice|consent)\b"),
                 unless=(r"\bmutual|\bagreement of (?:both|the) part|\bwritten consent of (?:both"
                     r"|the other)"))),
    PlaybookEntry("one-sided indemnity", "subject", "high", "low",
         "The party must make good third parties' claims against the other side.",
         "Ask for the same promise in return, limit it to own fault, and set a limit in money.",
         None,
         Pattern(r"\b(?:shall|will|agrees? to|must)\b[^;]{0,80}\b(?:indemnify|hold harmless)\b",
                 unless=r"shall not be (?:required|obligated)")),
    PlaybookEntry("no warranty", "other", "medium", "low",
         "What is delivered comes without any promise of quality.",
         "Ask at least for conformity with the documentation, with repair or refund.",
         None,
         Pattern((r"\b(?:\"?as[ -]is\"?|as available)\b|\bdisclaims? (?:any and )?all (?:other )?warrant"
             r"|\bmakes? no (?:other )?(?:representations?|warrant)"),
                 unless=r"\bas is (?:reasonab|necessar|required|customar)")),
    PlaybookEntry("termination at once", "other", "medium", "low",
         "The contract can be ended at once, without time to put things right.",
         "Ask for a written notice and thirty days to cure.",
         None,
         Pattern((r"\b(?:may|right to|entitled to)\b[^;]{0,50}\bterminate\b[^;]{0,60}\b(?:immediately"
             r"|at once|forthwith|without (?:prior )?notice)\b"),
                 unless=r"\b(?:insolven|bankrupt|cure|remed|receiver)")),
    PlaybookEntry("personal guarantee", "subject", "high", "high",
         "Somebody answers for the company with their own property.",
         "Refuse it, or limit it in amount and time.",
         None,
         Pattern((r"\b(?:personal(?:ly)? guarant(?:ee|y|or)|jointly and severally (?:liable|guarantee)"
             r"|personally liable)\b"), unless=r"\bnot be personally liable|\bno (?:personal|director)")),
    PlaybookEntry("jury waiver", "both", "low", "low",
         "The parties give up a trial by jury.",
         "Common between companies; check that it is meant.",
         None,
         Pattern(r"\bwaive\w*\b[^;]{0,80}\b(?:trial by jury|jury trial)\b")),
    PlaybookEntry("late interest", "both", "low", "low",
         "Late payment costs interest at the rate named here.",
         "Compare the rate with the legal one, and ask for a reminder before it runs.",
         None,
         Pattern(r"\binterest\b[^;]{0,80}\b(?:1\.5|one and one-half|one and a half|18|eighteen|2"
             r"|two)\b[^;]{0,12}(?:%|percent)")),
)  # fmt: skip
