"""Broken XML invoices are noticed: every rule by an invoice that breaks it."""

from __future__ import annotations

import re

import pytest

from steps.core.models import Check
from steps.invoices.from_xml import sums_of
from steps.invoices.xml.cii import read_cii
from steps.invoices.xml.conformance import conformance
from steps.invoices.xml.profiles import profile_of
from steps.invoices.xml.reader import read_xml


def errors(text: str) -> set[str]:
    xml = read_xml(text.encode())
    checks: list[Check] = conformance(xml, read_cii(xml.root))
    return {check.code for check in checks if not check.passed and check.severity == "error"}


def test_the_sample_keeps_every_rule(sample_xml: str) -> None:
    assert errors(sample_xml) == set()


@pytest.mark.parametrize(
    ("pattern", "instead", "code"),
    [
        ("urn:cen.eu:en16931:2017", "urn:cen.eu:en16931:2016", "profile"),
        ("<ram:ID>urn:cen.eu:en16931:2017</ram:ID>", "", "profile"),
        ("CrossIndustryInvoice:100", "CrossIndustryInvoice:1", "xml-namespace"),
        ('encoding="UTF-8"', 'encoding="none"', "xml-well-formed"),
        ("LH-2026-0317", "", "BR-02"),
        (">20260317<", "><", "BR-03"),
        (">380<", ">999<", "BR-CL-01"),
        (">EUR<", "><", "BR-05"),
        (">EUR<", ">EUX<", "BR-CL-04"),
        ("Lindenhof Nursery GmbH", "", "BR-06"),
        ("Hotel Seeblick KG", "", "BR-07"),
        ("<ram:LineTotalAmount>1356.00</ram:LineTotalAmount>", "", "BR-12"),
        ("<ram:TaxBasisTotalAmount>1345.50</ram:TaxBasisTotalAmount>", "", "BR-13"),
        ("<ram:GrandTotalAmount>1529.51</ram:GrandTotalAmount>", "", "BR-14"),
        ("<ram:DuePayableAmount>1529.51</ram:DuePayableAmount>", "", "BR-15"),
        ("(?s)<ram:IncludedSupplyChainTradeLineItem>.*</ram:IncludedSupplyChainTradeLineItem>", "", "BR-16"),
        ("<ram:BilledQuantity[^/]*/ram:BilledQuantity>", "", "BR-22"),
        ("<ram:Name>Box hedge, 120 cm</ram:Name>", "", "BR-25"),
        ("<ram:ChargeAmount>18.50</ram:ChargeAmount>", "", "BR-26"),
        (">18.50<", ">-18.50<", "BR-27"),
        ("<ram:CountryID>DE<", "<ram:CountryID>DEU<", "BR-CL-14"),
        ("DE281144174", "281144174", "BR-CO-09"),
        (">S<", ">Z<", "BR-Z-09"),
        (">S<", ">?<", "values-readable"),
        ("ApplicablePercent>7<", "ApplicablePercent>0<", "BR-S-05"),
        (">1529.51<", ">1529,51<", "values-readable"),
    ],
)
def test_a_broken_rule_is_an_error(sample_xml: str, pattern: str, instead: str, code: str) -> None:
    broken = re.sub(pattern, instead, sample_xml)
    assert broken != sample_xml
    assert code in errors(broken)


def test_profiles_without_lines_need_none(sample_xml: str) -> None:
    without = re.sub(r"(?s)<ram:IncludedSupply.*</ram:IncludedSupplyChainTradeLineItem>", "", sample_xml)
    assert errors(without) == {"BR-16"}
    assert errors(without.replace("urn:cen.eu:en16931:2017", "urn:factur-x.eu:1p0:basicwl")) == set()


def test_minimum_does_not_say_what_was_paid_before(sample_xml: str) -> None:
    def sums(guideline: str) -> set[str]:
        text = sample_xml.replace("urn:cen.eu:en16931:2017", guideline).replace(
            ">1529.51</ram:Due", ">29.51</ram:Due"
        )
        electronic = read_cii(read_xml(text.encode()).root)
        return {check.code for check in sums_of(electronic.invoice, electronic) if not check.passed}

    assert sums("urn:factur-x.eu:1p0:minimum") == set()
    assert sums("urn:cen.eu:en16931:2017") == {"BR-CO-16"}


def test_a_test_invoice_is_told(sample_xml: str) -> None:
    text = sample_xml.replace(
        "<rsm:ExchangedDocumentContext>",
        "<rsm:ExchangedDocumentContext><ram:TestIndicator><udt:Indicator>true</udt:Indicator></ram:TestIndicator>",
    )
    xml = read_xml(text.encode())
    failed = {check.code for check in conformance(xml, read_cii(xml.root)) if not check.passed}
    assert failed == {"test-invoice"}


@pytest.mark.parametrize(
    ("guideline", "family", "level"),
    [
        ("urn:factur-x.eu:1p0:minimum", "Factur-X", "minimum"),
        ("urn:zugferd.de:2p0:basicwl", "Factur-X", "basicwl"),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "Factur-X", "basic"),
        ("urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic", "Factur-X", "basic"),
        ("urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:extended", "Factur-X", "extended"),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "ZUGFeRD 1", "en16931"),
        ("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", "XRechnung", "en16931"),
        (
            "urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.1",
            "XRechnung",
            "en16931",
        ),
        (
            "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
            "#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0",
            "XRechnung",
            "en16931",
        ),
        ("urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", "EN 16931", "en16931"),
        (" urn:cen.eu:en16931:2017 ", "EN 16931", "en16931"),
    ],
)
def test_profiles(guideline: str, family: str, level: str) -> None:
    profile = profile_of(guideline)
    assert profile is not None
    assert (profile.family, profile.level) == (family, level)


@pytest.mark.parametrize(
    "guideline", [None, "", "urn:ferd:CrossIndustryDocument:invoice:1p0:komfort", "basic"]
)
def test_no_profile(guideline: str | None) -> None:
    assert profile_of(guideline) is None
