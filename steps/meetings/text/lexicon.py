"""Words that say nothing of what a meeting is about. English, lower case."""

from __future__ import annotations

from steps.core.text.spans import word_list

STOP_WORDS = word_list(
    """a about above actually after again against all almost alright also always am an and another any anybody
    anyone anything anyway are aren't around as at away back basically be because been before being below best
    better between bit both but by came can can't cannot come comes coming cos could couldn't course cuz did
    didn't do does doesn't doing don't done down dunno during each either else em enough er even ever every
    everybody everyone everything exactly fact far few fine first five for four from further gave get gets getting
    give given go goes going gonna good got gotta great guess guy guys had happen has hasn't have haven't having he
    he's hello her here here's hers hey hi him his how however huh i i'd i'll i'm i've idea if in instead into is
    isn't it it'd it'll it's its itself just keep kind kinda knew know known last later least less let let's like
    little long look looking looks lot lots made make makes making many maybe me mean means might mine more most
    much must my myself need never new next nice nine no nobody none nope nor not nothing now of off oh ok okay
    old on once one ones only onto or other others our out over own part people perhaps place pretty probably put
    quite rather real really right said same saw say saying says second see seem seems seen seven she she's should
    shouldn't show since six so some somebody somehow someone something sometimes somewhere sorry sort sorta
    still stuff such suppose sure take taken takes talk talking tell ten than thank thanks that that'd that's the
    their them then there there's these they they'd they'll they're they've thing things think thinking third
    this those though thought three through til till time to together too took totally tried try trying turn two
    under until up us use used using usually very wanna want wanted wants was wasn't way we we'd we'll we're we've
    well went were weren't what what's whatever when where whether which while who who's whole whose why will wish
    with within without won't wondering word work would wouldn't wow yeah year yep yes yet you you'd you'll you're
    you've your yours yourself zero ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million fourth fifth sixth seventh eighth
    ninth tenth twentieth today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday morning
    afternoon dot point points half couple important different interesting difficult easy big small true false
    hear decide decided decision decisions agree agreed item items remember believe"""
)
