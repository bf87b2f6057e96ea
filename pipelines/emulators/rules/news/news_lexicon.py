"""Word lists of the rules engine: verbs of saying, roles, words that judge. English, lower case."""

from __future__ import annotations

import re

from steps.core.text.patterns import compiled
from steps.core.text.spans import word_list

STOP_WORDS = word_list(
    """a about above after again against all almost along already also although always am among an and
    another any are around as at away back be became because become been before being below between both
    but by came can cannot come could did do does doing done down during each either else enough even
    ever every few first for former from further get give given go had has have having he her here hers
    herself him himself his how however i if in including into is it its itself just last latest least
    less like made make makes many may me might more most much must my near nearly neither never new
    next no nor not now of off often on once one only onto or other others our out over own part per
    perhaps put rather really same second see seen several shall she should since so some still such
    take taken than that the their theirs them themselves then there therefore these they this those
    though three through thus to together too took toward towards two under until up upon us use used
    using very via want was way we well went were what when where whether which while who whole whom
    whose why will with within without would yet you your yours said says say told according"""
)

FUNCTION_WORDS = word_list(
    """a about after all although and as at because before but by during for from he her here his how i if
    in into it its on or our she since so some than that their then there these they this those through
    under until we what when where which while who why with you your however meanwhile yesterday today
    tomorrow"""
)

SAYING = word_list(
    """said says say told tells stated states wrote writes added adds announced announces argued argues
    argue claimed claims claim noted notes explained explains warned warns warn reported believes
    believe believed insisted insists confirmed confirms denied denies urged urges admitted admits
    tweeted testified declared declares predicted predicts predict estimated suggested suggests suggest
    recommended recommends concluded reveals acknowledged stressed emphasised emphasized replied
    responded commented remarked asserted alleged alleges promised promises reasoned theorized
    characterized described describes dubbed maintains maintained complained complains joked observed
    pointed recalled conceded vowed pledged cautioned hopes hoped fears feared expects thinks thought
    asked asks called calls accused reacted repeated reiterated shouted tells testifies"""
)
SAYING_PATTERN = "(?:" + "|".join(sorted(SAYING, key=lambda word: (-len(word), word))) + ")"

ROLES = word_list(
    """spokesman spokeswoman spokesperson spokesmen minister president premier chancellor mayor governor
    senator congressman congresswoman lawmaker councillor councilor councilwoman councilman commissioner
    secretary undersecretary ambassador director chairman chairwoman chairperson chair chief head
    founder cofounder owner manager executive officer general admiral colonel captain lieutenant
    sergeant commander professor doctor researcher scientist economist analyst engineer author coauthor
    co-author lecturer historian teacher principal headteacher judge justice lawyer attorney prosecutor
    sheriff detective inspector coach captain striker goalkeeper midfielder player driver actor actress
    singer musician artist writer journalist reporter editor blogger activist campaigner candidate
    leader deputy king queen prince princess pope bishop archbishop cardinal imam rabbi reverend sister
    brother farmer fisherman resident witness survivor victim student mother father coordinator
    organiser organizer consultant expert specialist biologist physicist geologist ecologist
    epidemiologist nurse surgeon pilot astronaut mp mep ceo cfo cto md"""
)
HONORIFICS = word_list(
    """mr mrs ms miss mx dr prof professor sir dame lord lady president minister premier chancellor mayor
    governor senator congressman congresswoman councillor commissioner secretary undersecretary
    ambassador director chairman chairwoman judge justice sheriff captain general major colonel
    lieutenant sergeant commander admiral king queen prince princess pope bishop archbishop cardinal
    imam rabbi reverend rev father sister gen col lt sgt capt sen rep gov hon detective inspector
    superintendent spokesman spokeswoman spokesperson coach doctor representative ayatollah sheikh
    sultan emperor duke duchess baroness baron chief deputy officer economist analyst founder"""
)
POSITIVE = word_list(
    """achieve achieved achievement advance advances agreed agreement award awarded award-winning benefit
    benefits best better boost boosted breakthrough bright brilliant calm celebrate celebrated
    celebration champion clean comfort cooperation cure delight delighted easily effective efficient
    encourage encouraged encouraging enjoy enjoyed excellent excited fair favourite festival fortune
    free freed friendly gain gained gains generous glad good great grew growth happy healthy help helped
    helpful hero historic honour hope hopeful hopes ideal improve improved improvement improving
    innovative joy kind luck milestone peace peaceful pleased popular positive praise praised progress
    promising prosperity protect protected proud recover recovered recovery rescue rescued reward safe
    safely safer safety save saved secure smile solution solved strong stronger succeed success
    successful successfully support supported surge surprise sustainable thank thanks thriving treat
    triumph unique upbeat victory warm welcome welcomed win winner winning wins won wonderful"""
)
NEGATIVE = word_list(
    """abuse accident accuse accused adverse afraid aggressive alarm alarmed alarming anger angry arrears
    arrest arrested assault attack attacked attacks ban banned battle blame blamed bomb bombing breach
    broke broken burden chaos charged clash clashes collapse collapsed complaint complained concern
    concerned concerns conflict corrupt corruption costly crash crashed crime criminal crisis critical
    criticise criticised criticism criticized cruel cut damage damaged damages danger dangerous dead
    deadly death deaths debt decline declined declining defeat defeated deficiency deficient denied deny
    despite destroy destroyed detained died difficult difficulties disaster disease diseases disorder
    dispute disputed drop dropped drought dying emergency exhausted exhausting explosion fail failed
    failing failure fall fallen false fear fears fell fight fire fired flood floods forced fraud guilty
    hack hacked hackers harm harmful hate homeless hostile hurt illegal ill illness impossible injured
    injuries injury insecurity killed killing kills lack lapses lawsuit lawsuits leak lose losing loss
    losses lost malformed murder negative opposition outrage overdose pain panic persecuted pollution
    poor poverty problem problems prosecute protest protests raided recession refuse refused reject
    rejected resign resigned retardation risk risks scandal severe shortage shut sank sick slow slowly
    stunted suffer suffered suffering suspended terror terrorist threat threaten threatened threats
    tragedy tragic undernourishment unemployment unrest unsafe victim victims violence violent
    vulnerability vulnerabilities war warn warned warning warnings weak worse worst wounded wrong"""
)
LOADED = compiled(
    r"\b(?:slam(?:s|med)|blast(?:s|ed)|outrag(?:e|ed|eous)|shocking|scandalous|disgrac(?:e|eful)|shameful|"
    r"so-called|regime|radicals?|extremists?|thugs?|mobs?|hysteri(?:a|cal)|witch[- ]hunt|draconian|brazen(?:ly)?|"
    r"reckless(?:ly)?|cynical(?:ly)?|notorious(?:ly)?|infamous|heroic|traitors?|treason(?:ous)?|bloodbath|"
    r"massacre|catastroph(?:e|ic)|devastat(?:ing|ed)|horrif(?:ic|ying)|terrif(?:ic|ying)|stunning(?:ly)?|"
    r"bombshell|explosive|furious|fury|bitter(?:ly)?|vicious(?:ly)?|brutal(?:ly)?|ruthless(?:ly)?|"
    r"propaganda|elites?|woke|crackdown|cracked down|flood of|invasion|all-out war|skirmish|bombard(?:ed|ing)|"
    r"insurgency|obsession|obsessed|anarchy|historic|record-breaking|"
    r"miracle|disastrous|ludicrous|absurd|ridiculous|dire|unprecedented|chilling|damning|scathing|lavish)\b",
    re.IGNORECASE,
)
