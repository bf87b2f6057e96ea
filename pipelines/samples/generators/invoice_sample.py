"""Make invoice-processor.pdf: an invented nursery bills an invented hotel, on paper and as XML (Factur-X, EN 16931).

`python -m pipelines.samples.generators.invoice_sample [FILE]`. Names, numbers and accounts are made up; do with it as
you like. The page uses the fonts that every reader has, so the file is no PDF/A as a real hybrid invoice must be.
"""

from __future__ import annotations

import ctypes
import io
import sys
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

WIDTH, HEIGHT = 595, 842  # points: A4
LINES = (
    ("1", "BW-120", "Box hedge, 120 cm", "24", "Stk", "H87", "18.50", "444.00", "7"),
    ("2", "RO-015", "Climbing rose, red", "12", "Stk", "H87", "12.75", "153.00", "7"),
    ("3", "AR-001", "Planting and watering", "16.5", "Std", "HUR", "46.00", "759.00", "19"),
)
TAXES = (("7", "597.00", "41.79"), ("19", "748.50", "142.22"))  # after 10.50 off the work
SUMS = {"lines_sum": "1356.00", "allowance": "10.50", "net": "1345.50", "tax": "184.01", "gross": "1529.51"}
IBAN = "DE41 5001 0517 0123 4567 89"

XML = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>LH-2026-0317</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260317</udt:DateTimeString></ram:IssueDateTime>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
{lines}
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Lindenhof Nursery GmbH</ram:Name><ram:PostalTradeAddress>
<ram:PostcodeCode>04109</ram:PostcodeCode><ram:LineOne>Gartenweg 7</ram:LineOne><ram:CityName>Leipzig</ram:CityName>
<ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE281144174</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Hotel Seeblick KG</ram:Name><ram:PostalTradeAddress>
<ram:PostcodeCode>04416</ram:PostcodeCode><ram:LineOne>Uferstr. 1</ram:LineOne><ram:CityName>Markkleeberg</ram:CityName>
<ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-88120</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
<udt:DateTimeString format="102">20260312</udt:DateTimeString></ram:OccurrenceDateTime>
</ram:ActualDeliverySupplyChainEvent>
</ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount>
<ram:IBANID>{iban}</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
{taxes}
<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
<ram:ActualAmount>{allowance}</ram:ActualAmount><ram:Reason>Regular customer</ram:Reason>
<ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>
<ram:SpecifiedTradePaymentTerms><ram:Description>Payable within 14 days</ram:Description><ram:DueDateDateTime>
<udt:DateTimeString format="102">20260331</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{lines_sum}</ram:LineTotalAmount>
<ram:AllowanceTotalAmount>{allowance}</ram:AllowanceTotalAmount><ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">{tax}</ram:TaxTotalAmount><ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount>
<ram:DuePayableAmount>{gross}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>
"""
LINE = """<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{0}</ram:LineID>
</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:SellerAssignedID>{1}</ram:SellerAssignedID>
<ram:Name>{2}</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
<ram:ChargeAmount>{6}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="{5}">{3}</ram:BilledQuantity>
</ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{8}</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{7}</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>"""
TAX = """<ram:ApplicableTradeTax><ram:CalculatedAmount>{2}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
<ram:BasisAmount>{1}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>{0}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"""
Text = tuple[float, float, str, float]  # points from the left and the top; the size


def xml() -> bytes:
    """The invoice as Cross Industry Invoice."""
    lines = "\n".join(LINE.format(*line) for line in LINES)
    taxes = "\n".join(TAX.format(*tax) for tax in TAXES)
    return XML.format(lines=lines, taxes=taxes, iban=IBAN.replace(" ", ""), **SUMS).encode()


def page() -> list[Text]:
    """The invoice as a person reads it."""
    texts: list[Text] = [
        (50, 60, "Lindenhof Nursery GmbH", 16), (50, 76, "Gartenweg 7, 04109 Leipzig", 9),
        (50, 88, "VAT ID DE281144174", 9), (50, 140, "Invoice to:", 9), (50, 153, "Hotel Seeblick KG", 9),
        (50, 166, "Uferstr. 1", 9), (50, 179, "04416 Markkleeberg", 9), (350, 140, "Invoice number", 9),
        (450, 140, "LH-2026-0317", 9), (350, 153, "Invoice date", 9), (450, 153, "17 March 2026", 9),
        (350, 166, "Delivery date", 9), (450, 166, "12 March 2026", 9), (350, 179, "Your order", 9),
        (450, 179, "PO-88120", 9), (50, 225, "Invoice", 16), (50, 255, "Pos", 9), (80, 255, "Item no", 9),
        (140, 255, "Description", 9), (300, 255, "Quantity", 9), (380, 255, "Unit price", 9), (450, 255, "VAT", 9),
        (500, 255, "Total", 9),
    ]  # fmt: skip
    for row, (n, code, what, quantity, unit, _, price, total, rate) in enumerate(LINES):
        cells = (
            (50, n),
            (80, code),
            (140, what),
            (300, f"{quantity} {unit}"),
            (380, price),
            (450, f"{rate} %"),
        )
        texts += [(x, 275 + 16 * row, text, 9) for x, text in (*cells, (500, total))]
    sums = [("Sum of lines", SUMS["lines_sum"]), ("Discount (regular customer)", SUMS["allowance"])]
    sums += [("Net total", SUMS["net"]), *((f"VAT {rate} % on {base}", tax) for rate, base, tax in TAXES)]
    for row, (label, amount) in enumerate([*sums, ("Total EUR", SUMS["gross"])]):
        texts += [(330, 345 + 15 * row, label, 9), (500, 345 + 15 * row, amount, 9)]
    return [
        *texts, (50, 470, "Payable within 14 days, by 31 March 2026.", 9), (50, 484, f"IBAN {IBAN}", 9),
    ]  # fmt: skip


def document(attachments: dict[str, bytes]) -> bytes:
    """The page as PDF, with files embedded in it."""
    pdf = pypdfium2.PdfDocument.new()
    sheet = pdf.new_page(WIDTH, HEIGHT)
    for left, top, text, size in page():
        drawn = pdfium.FPDFPageObj_NewTextObj(pdf.raw, b"Helvetica", size)
        utf16 = (text + "\0").encode("utf-16-le")
        pdfium.FPDFText_SetText(drawn, (ctypes.c_ushort * (len(utf16) // 2)).from_buffer_copy(utf16))
        pdfium.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, left, HEIGHT - top)
        pdfium.FPDFPage_InsertObject(sheet.raw, drawn)
    pdfium.FPDFPage_GenerateContent(sheet.raw)
    for name, data in attachments.items():
        pdf.new_attachment(name).set_data(data)
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "invoice-processor.pdf"
    target.write_bytes(document({"factur-x.xml": xml()}))
