"""Which place's law governs: the place as people call it, with the country for a province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from steps.contracts.text.units import Unit
from steps.core.text.patterns import compiled

_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware"
    "|District of Columbia|Florida|Georgia|Hawaii|Idaho|Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota"
    "|Mississippi|Missouri|Montana|Nebraska|Nevada|"
    "New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma"
    "|Oregon|Pennsylvania|Puerto Rico|Rhode Island|"
    "South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington"
    "|West Virginia|Wisconsin|Wyoming"
)
_PROVINCES = (
    "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland and Labrador|Newfoundland"
    "|Nova Scotia|Ontario|Prince Edward Island|"
    "Quebec|Québec|Saskatchewan|Northwest Territories|Nunavut|Yukon"
)
_COUNTRIES = (
    "Hong Kong(?: SAR)?|People's Republic of China|Republic of China|PRC|P\\.R\\.C\\.|China"
    "|Taiwan|Macau|England and Wales|England|Scotland|Northern Ireland|Wales|"
    "United Kingdom|Republic of Ireland|Ireland|Federal Republic of Germany|Germany|France"
    "|Italy|Spain|Portugal|Netherlands|Belgium|Luxembourg|Switzerland|Austria|"
    "Denmark|Sweden|Norway|Finland|Iceland|Poland|Czech Republic|Slovakia|Hungary|Romania"
    "|Bulgaria|Greece|Cyprus|Malta|Turkey|Russian Federation|Russia|Ukraine|"
    "State of Israel|Israel|Jordan|Lebanon|Egypt|United Arab Emirates|Dubai|Saudi Arabia|Qatar"
    "|Kuwait|Bahrain|India|Pakistan|Bangladesh|Sri Lanka|Singapore|Malaysia|"
    "Indonesia|Thailand|Vietnam|Philippines|Japan|Republic of Korea|South Korea|Korea"
    "|Kazakhstan|Mongolia|New South Wales|Victoria|Queensland|Western Australia|"
    "South Australia|Tasmania|Australia|New Zealand|South Africa|Nigeria|Kenya|Ghana|Mauritius"
    "|Morocco|Mexico|Brazil|Argentina|Chile|Colombia|Peru|Venezuela|"
    "Costa Rica|Panama|Bermuda|Cayman Islands|British Virgin Islands|Bahamas|Barbados|Jamaica"
    "|Jersey|Guernsey|Isle of Man|Gibraltar|Liechtenstein|Marshall Islands|"
    "Canada|United States of America|United States|European Union"
)
_ADJECTIVES = {
    "english": "England", "scottish": "Scotland", "irish": "Ireland", "german": "Germany",
    "french": "France", "italian": "Italy", "spanish": "Spain", "dutch": "Netherlands",
    "belgian": "Belgium", "swiss": "Switzerland", "austrian": "Austria", "danish": "Denmark",
    "swedish": "Sweden", "norwegian": "Norway", "finnish": "Finland", "polish": "Poland", "greek": "Greece",
    "turkish": "Turkey", "russian": "Russia", "israeli": "Israel", "indian": "India", "japanese": "Japan",
    "korean": "Korea", "chinese": "People's Republic of China", "australian": "Australia",
    "mexican": "Mexico", "brazilian": "Brazil", "canadian": "Canada",
}  # fmt: skip
_CALLED = {
    "prc": "People's Republic of China", "p.r.c.": "People's Republic of China",
    "china": "People's Republic of China", "state of israel": "Israel",
    "federal republic of germany": "Germany", "hong kong sar": "Hong Kong",
    "republic of ireland": "Ireland", "russian federation": "Russia", "québec": "Quebec",
    "newfoundland": "Newfoundland and Labrador", "united states of america": "United States",
}  # fmt: skip
_PLACE = compiled(rf"\b(?P<place>{_PROVINCES}|{_STATES}|{_COUNTRIES})(?![\w])", re.IGNORECASE)
_IS_PROVINCE = compiled(_PROVINCES, re.IGNORECASE)
_LAW_OF = compiled(
    r"\b(?i:laws?)\b(?:[^.;]{0,60}?)\b(?i:of|in|for)\s+(?P<rest>[^;]{0,120})"
    r"|(?P<before>(?:\b[A-Z][A-Za-z']+\s+){1,3})(?i:laws?)\b"
    r"|\b(?i:state|province|commonwealth)\s+(?i:of)\s+(?P<state>[^;]{0,60})",
)
_NOT_THIS_LAW = compiled(
    r"\b(?:organi[sz]ed|incorporated|existing|formed|established)\b[^.;]{0,40}$", re.IGNORECASE
)

_GOVERNS = compiled(
    r"\b(?:govern|constru|interpret|enforc|controll|subject to|applicable law)", re.IGNORECASE
)
_ASIDE = compiled(r"\([^()]{0,300}\)")
_NO_MATTER = compiled(  # what follows names laws that do not count
    r"\b(?:without (?:regard|reference|giving|application|respect)|irrespective|regardless|notwithstanding"
    r"|excluding|to the exclusion|other than)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LawFound:
    """`place` None: the sentence names none that is known. `doubt`: why it may be another."""

    place: str | None
    unit: Unit
    doubt: str | None = None


def governing_law(sentences: Sequence[Unit]) -> LawFound | None:
    """The first of the sentences about governing law that names a place, else the first."""
    in_order = sorted(sentences, key=lambda unit: unit.start)
    named = [(unit, places) for unit in in_order if (places := places_of(unit.text))]
    if not named:
        unnamed = "the sentence about the governing law names no place that the rules know"
        return LawFound(None, in_order[0], unnamed) if in_order else None
    unit, places = named[0]
    whole = {"Canada", "United States"}  # named beside a province or state, whose law it is a part of
    others = {place for _, found in named for place in found} - {places[0], *whole}
    if others:
        return LawFound(places[0], unit, f"another place is named as well: {min(others)}")
    said = _GOVERNS.search(unit.text)
    return LawFound(
        places[0], unit, None if said else "the sentence does not say in so many words what it governs"
    )


def places_of(sentence: str) -> list[str]:
    """The places whose law a sentence names, on one line; none where it names none that is known (or `***`)."""
    plain = _NO_MATTER.split(_ASIDE.sub(" ", sentence))[0]
    return _places(plain) or _places(sentence)


def _places(sentence: str) -> list[str]:
    return list(
        dict.fromkeys(place for match in _LAW_OF.finditer(sentence) if (place := _place(sentence, match)))
    )


def _place(sentence: str, match: re.Match[str]) -> str | None:
    if _NOT_THIS_LAW.search(sentence[: match.start()]):
        return None
    rest = match["rest"] or match["state"]
    if rest is not None:
        found = _PLACE.search(rest[:90])
        return _name(found["place"]) if found else None
    word = match["before"].split()[-1].lower()
    if word in _ADJECTIVES:
        return _ADJECTIVES[word]
    found = _PLACE.search(match["before"])
    return _name(found["place"]) if found else None


def _name(place: str) -> str:
    """`NEW YORK` as New York, `prc` by its full name, a Canadian province with its country."""
    known = _CALLED.get(place.lower())
    name = known or (place if not place.isupper() and not place.islower() else _title(place))
    return f"{name}, Canada" if _IS_PROVINCE.fullmatch(name) else name


def _title(place: str) -> str:
    return " ".join(word if word in ("of", "and") else word.capitalize() for word in place.lower().split())
