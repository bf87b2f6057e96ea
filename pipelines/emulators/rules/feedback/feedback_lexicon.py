"""Words with which customers praise and complain, by strength. Written for reviews, tickets and survey answers.

Base forms only: `valence` finds inflected forms (crashes, crashed, crashing) by itself.
"""

from __future__ import annotations

from functools import lru_cache

from steps.core.text.spans import word_list

_BY_STRENGTH: dict[float, frozenset[str]] = {
    3.0: word_list(
        """amaze amazing amazingly astonish astonishing astounding awesome best breathtaking brilliant delight
        delighted delightful ecstatic exceeded excellent exceptional exquisite extraordinary fabulous
        fantastic first-class flawless game-changer gem gorgeous greatest impeccable incredible incredibly
        lifesaver love loved lovely magic magnificent marvellous marvelous masterpiece mind-blowing
        outstanding perfect perfection perfectly phenomenal priceless remarkable spectacular splendid spotless
        stellar stunning sublime superb superior terrific thrilled top-notch ultimate unbeatable unmatched
        wonderful wonderfully world-class wow wowed"""
    ),
    2.0: word_list(
        """accurate addictive adore advantage affordable amuse appreciate appreciated attentive attractive awe
        bargain beats beautiful beautifully beauty beloved blazing bliss bonus bravo breeze bright bulletproof
        caring charming cheerful classy clean clear clearly clever comfort comfortable comfortably comfy
        compliment congratulations convenience convenient convinced cool courteous cozy crisp crisper
        crystal-clear cute delicious dependable durable easier easiest easily easy effective efficient
        effortless effortlessly elegant enjoy enjoyable ergonomic excels excited exciting fair fast faster
        fastest favorite favourite feature-rich flexible fluent fresh friendly fun generous glad good grateful
        great handy happier happily happy hassle-free helpful high-quality honest immaculate impress impressed
        impressive improve improved improvement ingenious innovative inspiring instantly intuitive joy kind
        kinder kindest knowledgeable kudos legit lightning-fast lightweight listens lively luxurious luxury
        must-have neat nice nicely nicer nicest nifty painless painlessly patiently pleasant pleasantly please
        pleased pleasing pleasure polite powerful praise professional prompt promptly proud quick quicker
        quickly rave raving recommend recommended refreshing reliable reliably respectful responsive rich
        richer robust rock-solid rocks satisfaction satisfied satisfy satisfying seamless seamlessly secure
        sexy sharp simple simplicity sleek slick smart smooth smoothly snappy soft solid spacious speedy
        stand-out standout straightforward sturdy stylish succeed success successful successfully superfast
        swift tasty thank thankful thanks thoughtful tidy top transparent trust trustworthy underrated
        user-friendly valuable versatile vibrant vivid welcome well-built well-designed well-made winner wise
        worth worthwhile worthy yummy"""
    ),
    1.0: word_list(
        """adequate advanced ample appealing automatic balanced benefit better bold cheap cheaper compact
        compatible competitive complete cooperative correct correctly customizable decent discount enough
        expandable fascinating fine flawlessly fully functional gain gentle genuine ideal included interesting
        keeper light like-new logical low-cost lucky modern natural okay patient plenty polished popular
        portable practical precise prefer preferred pretty pro profitable proper properly pros quiet readable
        relax relief removable replaceable safe safely save saves saving sensible slim snug soft sophisticated
        spot-on stable sufficient suit suitable sweet thorough tough unique unlimited useful vast warm well
        wide winning workable worked works"""
    ),
    -1.0: word_list(
        """ache afterthought annoyance average awkward basic bland blinding blur blurred blurriness blurry boring
        bother bug buggy bugs bulky bumpy careful caution caveat cheaply cheesy clunky cluttered cold complex
        complicated con concern concerned confuse confusing confusingly confusion cons cost costly cramped
        crowd cumbersome darker dated delay delayed deny difficult difficulty dim disadvantage
        disconnect disconnects discontinue distort distortion distract doubt downside drawback dropped dull
        dumb dusty error excessive expensive expire fade fiddly finicky flaky fluctuate fragile fuzzy gap
        glare glitch grainy grumble guess hard harsh heavy hesitant hesitation hiccup hidden hiss hot hunt
        hurdle inaccurate inadequate incomplete inconsistent inconvenience inconvenient inferior inflexible
        interfere interference interrupt interruption issue issues jerky kludge kludgy lack lacking lacks lag
        laggy leak limit limitation limited limiting loose lose loud mediocre mess mislead mismatch misplace
        missing mistake murky narrow nervous nitpick noise noisy nuisance obscure odd outdated overcomplicated
        overheat overpriced oversized patchy pricey pushy quirk quirky repeat restrict restrictive rigid rough
        scarce scratch setback shaky short shortcoming skeptical skip slight slippery slow slower sluggish
        smudge sore static sticky stiff stiffness strange strangely stray struggle stuck suspicious tangle
        tedious thin thirsty tight tinny tire tired tricky trivial unattractive unaware unclear uncomfortable
        underpowered uneven unexpected unexpectedly unfamiliar unimpressed uninspired unintuitive unnecessary
        unreadable unsure unwieldy vague vary wait waiting warn warning weak weakness weird wobbly wonder
        wonky wordy worn worried worry wrinkle"""
    ),
    -2.0: word_list(
        """dirty aggravate aggravating aggravation alarming angry annoy annoyed annoying annoyingly appalled arrogant
        ashamed bad badly bedbugs blame bloated bogus bored break breaks brittle broke broken burnt cancel
        canceled canceling cancelled cancelling careless chaos chaotic chargeback cheat cheated clueless
        cockroach complain complaint condescending corrupt crack cracked crap crappy crash crashed crashes
        damage damaged damaging dead deceive deceptive decline declined defect defective deficient delusion
        denied deplorable destroy deteriorate die died dies disappoint disappointed disappointing
        disappointingly disappointment disaster disastrous discourage disgraceful disgust dishonest dislike
        dismal displeased disrespectful dissatisfaction dissatisfied disturb downgrade error-prone exhaust
        exhausting expired fail failed failing fails failure fake false fault faulty fear filthy flaw flawed
        flimsy fool freeze freezes freezing froze frozen frustrate frustrated frustrating frustration furious
        garbage gimmick glitchy gouge greasy gripe gross hang hangs hassle hate hated headache hopeless
        hostile ignorant ignore ignored impatient impolite impossible inaudible incompatible incompetent
        incorrect incorrectly inedible ineffective inefficient inexcusable insecure insult insulting
        irresponsible irritate irritating jam jammed joke junk junky lame late leaked leaking leaks lemon
        let-down letdown lie lied lies lost lousy mad malfunction misleading misled misprint misrepresented
        mold moldy mouldy negative neglect neglected nonsense obsolete offend offensive outage outrage
        overbooked overcharge overcharged overcooked pain painful painfully pathetic peel peeling pitiful poor
        poorly predatory problem problematic rattle rattles rattling refuse refused refuses regret regrettable
        reject rejected ridiculous rip-off ripoff ripped rotten rude ruin ruined rust rusted rusty sad sadly
        scam scammed shame shoddy shrank shrunk sick sloppy smelly snapped soggy spam spoil squeak squeaking
        squeaks stain stale stink stinks stolen stupid suck sucks suffer tasteless threw tore torn trap trash
        tricked trouble troubled troublesome ugly unable unacceptable unanswered unauthorised unauthorized
        unavailable undercooked understaffed undrinkable unfair unfortunate unfortunately unfriendly unhappy
        unhelpful uninstall uninstalled unplayable unprofessional unreliable unresponsive unsatisfied unstable
        unsupported unusable unwilling unworkable upset useless vulnerable warped worse wrong wrongly"""
    ),
    -3.0: word_list(
        """abominable abysmal appalling atrocious awful catastrophe catastrophic crook crooks despise detest
        disgrace disgusting dreadful extortion fiasco fraud fraudulent hell hellish hideous horrendous
        horrible horrid horrific infuriated infuriating liar loathe nightmare pathetically scammer shameful
        terrible thief thieves unbearable unforgivable vile worst worthless"""
    ),
}  # fmt: skip
_VALENCE = {word: value for value, words in _BY_STRENGTH.items() for word in words}
# Forms that look like an inflection of a word above and are not one.
_UNRELATED = word_list(
    """cleaned cleaner cleaners cleaning clearing coldplay cooler coolest costs directly fairly finely goods
    greatly hardly hardware hotter kindly kinds lately lighter lighting lights likely liking mined pluses
    quickbooks saver savers secured securing shortly software-only tires tiring topped topping tops unlikely
    waiter wells wonders"""
)
_SUFFIXES = (
    ("ies", ("y",)), ("ied", ("y",)), ("ing", ("", "e")), ("ed", ("", "e")), ("es", ("", "e")), ("s", ("",)),
    ("ily", ("y",)), ("ly", ("", "le")), ("iest", ("y",)), ("ier", ("y",)), ("est", ("", "e")), ("er", ("", "e")),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def valence(word: str) -> float:
    """From -3 to 3; 0 for a word that says neither good nor bad. `word` in lower case."""
    found = _VALENCE.get(word)
    if found is not None:
        return found
    if word in _UNRELATED or len(word) < 4:
        return 0.0
    for suffix, endings in _SUFFIXES:
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            stems = [stem + ending for ending in endings]
            if len(stem) > 3 and stem[-1] == stem[-2]:  # stopped, jammed
                stems.append(stem[:-1])
            for candidate in stems:
                if len(candidate) > 2 and candidate in _VALENCE:
                    return _VALENCE[candidate]
    return 0.0
