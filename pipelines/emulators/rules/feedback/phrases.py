"""Turns of phrase that say more than their words: praise without a good word, complaints without a bad one."""

from __future__ import annotations

from steps.core.text.patterns import compiled

_NOT = r"(?:n't|\s+not|not)"
_AUXILIARY = r"(?:do|does|did|is|are|was|were|wo|will|would|could|should|has|have|had|ca|can|might|may)"
_CANNOT = rf"(?:{_AUXILIARY}{_NOT}|cannot|never)"
_TROUBLE = (
    r"(?:problems?|issues?|trouble|complaints?|hassles?|difficult(?:y|ies)|regrets?|flaws?|fuss"
    r"|glitch(?:es)?|errors?"
    r"|bugs?|doubt|downsides?|delays?|surprises|learning curve|contract|hidden (?:fees|costs)|drama|nonsense)"
)
_MET = r"(?:had|have|see|found|find|seen|experienced|noticed?|encountered|run into|been)"
_ANY = r"(?: (?:a|an|any|the|single|one|more|major|real|big|of|usual|other|been|further|yet|such|slightest))"
_NICER = (
    r"(?:nicer?|better|great|good|easier|easy|cool|awesome|perfect|helpful|useful|handy|lovely|ideal|faster"
    r"|clearer"
    r"|louder|brighter|longer|bigger|smaller|improved)"
)
_WELL = r"(?:fine|well|great|good|perfectly|flawlessly|beautifully|like a charm|ok(?:ay)?)"
_AS_SAID = r"(?:advertised|expected|described|promised|intended)"
_FAILS = (
    r"(?:work|play|turn|start|load|open|connect|sync|respond|function|fit|hold|charge|last|recogni[sz]e"
    r"|read|save|find"
    r"|get|help|fix|answer|care|support|come|include|show|display|allow|let|stay|close|print|send|receive"
    r"|deliver"
    r"|arrive|understand|handle|keep|match|do it)\w*"
)
_BE_DONE = r"be (?:stopped|launched|changed|removed|opened|used|read|played|fixed|reached|done)"
_PLAIN_NOT = (  # what is not so is a complaint, unless it only says what the thing is no example of
    r"(?!(?:only|just|an?|the|that|all|to|too|for|in|sure|bad|as|so|very|really|quite|my|alone)\b)\w+"
)

# By strength from -3 to 3. The first that matches at a place counts, and its words are not looked at again.
_PHRASES: tuple[tuple[float, str], ...] = (
    # Nothing wrong.
    (1.6, rf"(?:no|zero|without|with no|never (?:had|have)|{_CANNOT} (?:yet |ever "
     rf"|really )?{_MET}){_ANY}{{0,5}} {_TROUBLE}"),
    (1.6, rf"not (?:a|one) (?:single )?{_TROUBLE}"),
    (2.0, rf"{_TROUBLE}[- ]free"),
    (1.0, r"(?:has|have|had|is|was)(?:n't| not) been an? (?:issue|problem)"),
    (0.6, r"(?:not|never|\w+n't) (?:an? |any |really |much |major |real |big )*(?:hind(?:e)?rance|problem"
     r"|issue|big deal)"),
    (2.0, r"(?:can't|cannot|can not) (?:really )?(?:complain|fault)"),
    (2.5, r"(?:can't|cannot|can not|could(?:n't| not)) (?:go wrong|beat|ask for more"
     r"|recommend (?:\w+ )?(?:more|enough))"),
    (2.5, r"(?:can't|cannot|could(?:n't| not)) (?:be|have been) (?:happier|better|easier|simpler|more \w+)"),
    (2.0, r"(?:would|could|will|'d)(?:n't| not| never) (?:\w+ )?(?:give (?:it |this |that |them )?up|part with|trade"
     r"|swap|change a thing|go back|be without|do without|live without)(?: \w+){0,2}"
     r"(?: for (?:the world|anything|all the \w+))?"),
    (2.5, r"(?:do|does|did|could|can|will|would|wo|ca)(?:n't| not) (?:get|do|ask for|find|imagine|be)"
     r" (?:any(?:thing)? |much )?(?:better|nicer|easier|happier)(?: than this)?"
     r"|(?:nothing|none|no one|never) (?:is|was|could be|been|beats) (?:better|happier)"),
    (1.0, r"nothing not to (?:like|love)"),
    (2.0, r"(?:hard|tough|difficult|impossible) to (?:beat|fault|top|match|surpass|find fault|put down|go wrong"
     r"|resist)"),
    (-2.5, r"not worth (?:any|the|a|your|it|\w+)(?: (?:price|money|penny|cent|dime|time|effort|trouble|hassle))?"),
    (1.5, r"can(?:'t|not| not) wait (?:to|for)"),
    (2.0, r"(?:do|does|did|will|would|wo)(?:n't| not) (?:let (?:you|me|us) down|disappoint|regret)"),
    (2.0, r"never (?:disappoints?|fails?|lets? (?:me|us|you) down|looked back)"),
    (1.0, r"not (?:that |too |so |half |at all )?(?:bad|shabby|difficult|hard|terrible|expensive"
     r"|complicated)"),
    (-1.5, r"nothing like"),
    (1.4, r"(?:i|we|they|she|he|everyone|everybody|people|also|really|all|always|particularly|especially"
     r"|kids?|wife|husband)(?: do| did| really| also| always)? (?:like|likes|liked)"),
    # Says nothing, whatever its words mean elsewhere.
    (0.0, r"cancel (?:my|our|the) (?:order|booking|reservation|appointment|meeting)"),
    (0.0, r"(?:like|unlike) (?:a|an|the|this|that|it|other|many|most|some|on|in|mine|my|your)"),
    (0.0, r"please(?: (?:add|fix|make|bring|give|help|let|send|stop))?|hope(?:fully|d)?"),
    (0.0, r"pretty (?=\w+)|good (?:morning|evening|afternoon|day)|as (?:good|well) as|as well"),
    (0.0, r"(?:great|good) (?:deal|many|while) of|well known|for (?:free|sure|fun)|free (?:of|from)"),
    (0.0, r"late[- ](?:night|model)|hidden (?:features?|gems?)|smart ?phones?|fast forward|low light"
     r"|point and shoot"),
    (0.0, r"(?:that|what|this|any|some|one of a|every) kind of|kind of"),
    (0.0, r"low(?:er)? bit\w*|lower[- ]priced?"),
    # Not doing what it should, even where the words after it are good ones.
    (-1.7, rf"{_CANNOT} (?:\w+ )?(?:{_FAILS}|{_BE_DONE})"),
    # Praise.
    (2.0, r"(?:does|do|did) (?:exactly |just )?what (?:it|they|you) (?:says?|promises?|promised|said"
     r"|claims?|should|need)"),
    (1.8, rf"(?:works?|worked|working|runs?|performs?|does (?:the|its) job|behaves?)(?: \w+)? (?:{_WELL}"
     rf"|as {_AS_SAID})"),
    (1.2, rf"as {_AS_SAID}"),
    (2.5, r"thumbs? up|(?:five|5)[- ]stars?|10 ?/ ?10|10 out of 10|a\+|a plus"),
    (2.5, r"won (?:me|us) over|hooked|blown? (?:me |us )?away|second to none|no[- ]brainer|love with"),
    (2.5, r"kicks? (?:\w+ )?(?:butt|ass)|rocks|in love with"),
    (2.0, r"worth (?:it|every|the (?:money|price|wait|extra|investment)|(?:a|your) (?:look|try|buy))"),
    (1.8, r"(?:would|will|'d|'ll|going to) (?:\w+ )?(?:buy|order|use|come|stay|shop)(?: \w+)? (?:again|back"
     r"|another|more)"),
    (2.0, r"exactly what (?:i|we|you) (?:need|want|was|were|had|expect)\w*"),
    (1.2, r"(?:lots?|plenty|tons?|loads) of (?:room|space|options?|features?|storage|choices?|power|memory"
     r"|settings)"),
    (1.5, r"(?:more|better|faster|quicker) than (?:enough|i|we|expected|advertised)"),
    (2.0, r"a (?:must|steal|snap|breeze|winner|keeper|delight|dream|joy|treat|cinch|pleasure)(?! of)"),
    (1.6, r"(?:makes?|made|making) (?:\w+ ){0,3}(?:easy|easier|fun|simple|better|possible)"),
    (0.8, r"(?:in|within) (?:a (?:few|couple of|matter of)|\d+|five|ten|no|an?|two|few) (?:time|seconds?"
     r"|minutes?|hours?)"),
    (1.2, r"with (?:a few|one|a single|a couple of|two) clicks?"),
    (0.6, r"(?:you|i|we|one|they) can(?: also| even| now| easily| always| actually| just| then)?(?! not\b"
     r"| only\b)"),
    (0.7, r"(?:lets|allows?|enables?|helps?) (?:you|me|us|one|users|people|pictures)|(?:is|are|was|am"
     r"|be) able to"),
    (0.4, r"(?:comes?|came) with|in addition|not to mention|as a bonus"),
    (2.0, r"(?:solved|fixed|resolved|sorted(?: out)?|sorted) (?:\w+ ){0,2}(?:problems?|issues?|it)"),
    (1.5, r"a (?:big |definite |real )?plus(?! plan)"),
    (-1.5, r"a (?:big |major |definite |real )?minus"),
    (2.0, r"(?:big|biggest|huge|major|main|definite|nice|great|real|other) (?:plus|advantage|improvement"
     r"|seller)"),
    (1.2, r"(?:good|strong) points?|pros|(?:good|fair|decent|reasonable) (?:price|value)"),
    (2.8, r"(?:highly|strongly|definitely|wholeheartedly) recommend\w*"),
    (2.2, r"(?:am i|are we) (?:ever |so )?glad|so glad"),
    (1.2, r"fits? (?:nicely|perfectly|well|easily|in(?:to)? (?:any|my|a|your|the))"),
    (2.0, r"keep up the|keep it up|well done|good job|great job|thank you"),
    (1.4, r"what i (?:like|love)\w*"),
    (1.4, r"(?:still|always) (?:works?|going strong|looks? (?:new|good|great)|runs?)|continued? to work"),
    (1.2, r"(?:plays|reads|handles|supports|does|has|have|got) (?:everything|anything|all|any)"),
    (1.3, r"quality (?:product|item|build|construction|service|materials?|piece|camera|phone|player|time)"
     r"|peace of mind"),
    (1.5, r"promptly refunded|refunded (?:promptly|immediately|quickly|right away|within)"),
    (2.5, r"(?:went|goes|go) out of (?:their|his|her|your|the) way|above and beyond|customer for life"
     r"|hats off"),
    (2.5, r"(?:could(?:n't| not)|can't|cannot) (?:imagine \w+ without|live without)"),
    (2.5, r"could(?:n't| not) (?:be|have been) (?:\w+er|more \w+)"),
    (2.0, r"sav(?:es?|ed|ing) (?:me |us |you )?(?:so much |a lot of |at least )?(?:time|money|hours|an hour"
     r"|\w+ hours)"),
    (2.0, r"just works|like a dream|(?:my|our) go-to|(?:big|huge) fan|keeps? getting better|compliments to"),
    (1.5, r"(?:does|did|do) (?:its|the|their) job|mak(?:e|es|ing) up for|going strong|smile on"),
    (1.8, r"well[- ](?:packed|made|built|thought out|designed|written|organi[sz]ed|trained|run|worth it)"),
    (1.2, r"on time|(?:a )?\w+ early|ahead of (?:schedule|time)|explained (?:everything|it all)|listened"),
    (1.5, r"lasts? (?:all|the (?:whole|entire)|for|\w+) (?:day|week|weekend|days|hours|years|ages)"),
    # Complaints.
    (-2.0, r"let (?:me|us|you) down|fell short|(?:going|gone|went) downhill|below (?:par|average"
     r"|expectations?|standard)"),
    (-1.5, r"expected (?:more|better)|think twice|not what it (?:was|used to be)"
     r"|cut(?:ting)? corners"),
    (-1.5, r"(?:have|has|had) yet to|smell(?:s|ed)? (?:of|like)|excuses?|without (?:asking|telling)"),
    (-2.0, r"hung up on|brush(?:ed)? (?:me|us) off|passed around|run-?around|pillar to post|copy[- ]pasted?"),
    (-2.5, r"tricked|bait and switch|(?:one|zero|0|1)[- ]stars?|rip(?:s|ped)? (?:me |us |people )?off"),
    (-1.5, r"price (?:hike|increase)s?|rais(?:e|ed|ing) (?:the |your |its )?(?:price|prices|fees)"
     r"|ads? everywhere|paywall"),
    (-1.2, r"remov(?:e|ed|ing) (?:the|a|things|features|my|our|one)|wrong (?:order|item|size|colou?r"
     r"|address|one|person)"),
    (-1.5, r"cheap (?:plastic|looking|feel\w*|material\w*|quality|knock-?off)|look(?:s|ed)? cheap"
     r"|feels? (?:cheap|flimsy)"),
    (-1.5, r"(?:two|three|four|five|six|several|many|\d+) (?:attempts|tries|hours (?:in|on|of|late)"
     r"|weeks late|days late)"),
    (-1.0, r"cut off|left (?:me|us|it) (?:outside|waiting|stranded)|only available|(?:did|do|does)(?:n't"
     r"| not) line up"),
    (-0.8, r"(?:you )?get what you pay for"),
    (-2.5, r"thanks (?:for nothing|a lot for|to this)"),
    (-1.5, r"(?:nice|good) try"),
    (-2.0, r"(?:not|n't|never) (?:\w+ ){0,2}(?:worth|recommend\w*)"),
    (-3.0, r"waste (?:of|your|my)|wasted|do yourself a favou?r|save (?:your|yourself|the) (?:money|time"
     r"|hassle|trouble)"),
    (-2.5, r"(?:stay|keep|steer) (?:away|clear)|avoid|beware|do(?:n't| not) (?:buy|bother|waste)"),
    (-2.5, r"never again|never (?:buy|order|use|come|go|shop|return|stay|deal)\w*(?: \w+){0,4} (?:again"
     r"|here|there|elsewhere)"),
    (-2.5, r"(?:stopped|quit) (?:working|playing|responding|charging|syncing|recognizing)|g[ai]ve up"
     r"|gave out"),
    (-1.6, r"used to (?:be|work|love|like|run)(?: \w+)?"),
    (-1.0, rf"(?:would|could)(?: also| still| really)? have been(?: \w+){{0,2}} {_NICER}"),
    (-0.2, rf"(?:would|it'd)(?: also| still| really)? be(?: \w+){{0,2}} {_NICER}"),
    (-1.2, rf"could(?: also| still| really)? be(?: \w+)? {_NICER}"),
    (-1.2, rf"(?:\w+n't|not) (?:as|so|nearly as|quite as|that) {_NICER}"),
    (-0.9, r"would have (?:given|made|liked|preferred|appreciated|loved|expected|helped)(?: (?:me|us"
     r"|it))?(?: better| good)?"),
    (-0.9, r"i would (?:like|prefer|love) it if"),
    (-1.0, r"wish(?:es|ed)?|if only|should(?:'ve| have)|needs? (?:to be|improvement|work|a better)"),
    (-1.4, r"so[- ]so|meh|(?:only|just) (?:ok|okay|average)|nothing special|overrated|leaves? (?:a lot"
     r"|much) to be desired"),
    (-0.5, r"(?:the )?only (?:beef|complaint|gripe|downside|drawback|problem|issue|thing|negative|con|flaw)"),
    (-1.7, r"(?:sen[dt]|sending|shipp?\w*|mail\w*|tak(?:e|ing)|took|bring(?:ing)?|going|gave"
     r"|gone)(?: \w+){0,3} back"),
    (-1.7, r"(?:return(?:ed|ing)|exchanged?) (?:it|this|the|mine|them|my)|returned"),
    (-0.5, r"refund(?:s|ed)?|money back|replacement(?: unit)?|(?:in|under) warranty"),
    (-1.5, r"(?:still |been |keeps? |kept )waiting|waited(?! (?:only|just))|on hold"),
    (-1.5, r"(?:takes?|took|taking) (?:forever|ages|too long|so long|long|weeks|months|\w+ (?:weeks|months"
     r"|days))"),
    (-2.2, r"(?:nobody|no one|no-one) (?:\w+ ){0,3}(?:answers?|answered|repl\w+|respond\w*|cares?|cared"
     r"|helps?|helped|knows?)"),
    (-2.2, r"never (?:\w+ )?(?:answer|repl|respond|arriv|receiv|got|sent|came|called|show|work|heard"
     r"|deliver|hear)\w*"),
    (-1.6, r"(?:no|without) (?:response|reply|answer|explanation|apology|warning|help|support|solution"
     r"|refund|notice)"),
    (-1.2, r"no longer|not (?:at all|even)|(?:is|has) gone|disappear(?:s|ed)|missing"),
    (-1.6, r"(?:broke|broken|fell|falls?|came|coming|comes|popped|slips?|slipped) (?:apart|down|off|loose"
     r"|out)"),
    (-2.2, r"(?:lost|deleted) (?:all|my|our|the|everything|data)|wiped"),
    (-2.2, r"charged (?:me |us |my card )?(?:twice|again|double|two)|double[- ]charged"),
    (-2.0, r"(?:dies|died|drains?|drained) (?:\w+ ){0,2}(?:after|in|within|fast|quickly|too)"),
    (-1.3, r"not (?:enough|sure|very|really|so|that|too|quite|much of)(?: of)?(?: an?)? \w+"),
    (-1.8, r"unable to|not able to|no way (?:to|of)|impossible to|fail(?:s|ed)? to|refus(?:e|es|ed) to"),
    (-1.6, r"(?:hard|difficult|tricky|awkward|tough) to \w+|trouble \w+ing|a (?:pain|hassle|chore|headache"
     r"|struggle)"),
    (-1.3, r"(?:(?:way|far|much|a bit|a little) )?too(?= (?!good|many people|i\b|much (?:fun|trouble)\b"
     r"|bad)\w)"),
    (-1.2, r"too bad"),
    (-0.8, r"(?:would|could)(?: not|n't) have been"),
    (-1.0, rf"(?:is|are|was|were)(?:n't| not) {_PLAIN_NOT}"),
    (-0.8, r"had to|have to (?:\w+ )?(?:re|wait|call|send|buy|pay|restart|reset|press|keep|do|go|cycle"
     r"|be careful)\w*"),
    (-0.9, r"forced to|need(?:ed)? to (?:upgrade|re-?\w+|buy|replace|be fixed|purchase)"),
    (-1.0, r"keeps? (?:\w+ )?\w+ing(?<!going)|kept (?:\w+ )?\w+ing|over and over|time and again"),
    (-0.3, r"again and again|every (?:single )?time|constantly|all the time"),
    (-1.2, r"(?:lack(?:s|ing|ed)?|absence)(?: of)?|does(?:n't| not) (?:even |also )?have|has no|there (?:is"
     r"|are) no"),
    (-1.2, r"out of (?:stock|order|focus|sync|date|business|the question)"),
    (-0.8, r"(?:second|third) (?:one|unit|replacement|time|outage)"),
    (-0.6, r"(?:tried|trying) (?:to|everything|again|contacting)|(?:you|i) (?:must|'d have to)"),
    (-2.5, r"(?:what|such) a (?:joke|mess|shame|disappointment|waste|pity|rip-?off)|good luck|shame (?:on"
     r"|that|the)"),
    (-1.8, r"(?:buy|get|purchase|spend)(?: \w+){0,4} (?:instead|elsewhere|another brand|of better quality"
     r"|name brand)"),
    (-1.2, r"or at least|at best|if (?:it|this) (?:had )?(?:actually |really )?work(?:s|ed)?"),
    (-1.0, r"caus(?:e|es|ing|ed)|get(?:s|ting)? (?:stuck|confused|lost|old|hot)|run(?:s|ning)? out"),
    (-1.8, r"(?:i am|i'm|we are|we're) (?:done|leaving|out|switching)"),
)  # fmt: skip
PHRASES = tuple((value, compiled(rf"\b(?:{pattern})(?!\w)")) for value, pattern in _PHRASES)
