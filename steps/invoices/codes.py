"""Code lists that EN 16931 invoices use: document types, currencies, countries, units, means of payment."""

from __future__ import annotations

from steps.core.text.spans import word_list
from steps.invoices.models import DocumentType

# UNTDID 1001 as restricted by EN 16931, rule BR-CL-01.
CREDIT_NOTES = word_list("81 83 261 262 296 308 381 396 420 458 532")
INVOICES = word_list(
    "71 80 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 389 390 393 394 395 "
    "456 457 527 553 575 623 633 751 780 817 870 875 876 877 935"
)
CORRECTION = "384"  # may take back more than it bills
PROFORMA = "325"

# ISO 4217, active codes of states and central banks.
CURRENCIES = word_list(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
    "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH "
    "UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL"
)

# ISO 3166-1 alpha-2, and the two that EN 16931 adds for Kosovo and Northern Ireland.
COUNTRIES = word_list(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK XI"
)

# UN/ECE Recommendation 20, the units that invoices use most, as people say them.
UNITS = {
    "C62": "piece", "H87": "piece", "EA": "each", "NAR": "piece", "XPP": "piece", "HUR": "hour", "MIN": "minute",
    "DAY": "day", "WEE": "week", "MON": "month", "ANN": "year", "KGM": "kg", "GRM": "g", "TNE": "t", "LTR": "l",
    "MTR": "m", "KMT": "km", "CMT": "cm", "MMT": "mm", "MTK": "m²", "MTQ": "m³", "KWH": "kWh", "MWH": "MWh",
    "SET": "set", "LS": "lump sum", "P1": "%", "XPK": "package", "XBX": "box", "XCT": "carton", "PR": "pair",
}  # fmt: skip

# UNCL 4461.
MEANS = {
    "10": "cash", "20": "cheque", "30": "credit transfer", "31": "debit transfer", "42": "payment to bank account",
    "48": "bank card", "49": "direct debit", "54": "credit card", "55": "debit card", "57": "standing agreement",
    "58": "SEPA credit transfer", "59": "SEPA direct debit", "68": "online payment", "97": "clearing",
}  # fmt: skip


def document_type_of(type_code: str | None) -> DocumentType:
    if type_code in CREDIT_NOTES:
        return "credit_note"
    if type_code == PROFORMA:
        return "proforma"
    return "invoice" if type_code in INVOICES else "other"


def unit_of(code: str | None) -> str | None:
    return UNITS.get(code, code) if code else None


def means_of(code: str | None) -> str | None:
    return MEANS.get(code, f"code {code}") if code else None
