"""Records come out typed and in order, and what is wrong is named by line and field, never by value."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from steps.core.documents.records import Records, read_records
from steps.core.errors import PermanentError
from steps.core.events import ExpenseItem, FeedbackItem
from steps.core.text.decimals import reader_of

HEAD = "line_id,merchant,amount,currency,date\n"
GOOD = {"line_id": "a", "merchant": "Corner Café", "amount": "12.50", "currency": "EUR"}


def expenses(data: bytes | str, most: int = 100) -> Records[ExpenseItem]:
    raw = data.encode() if isinstance(data, str) else data
    return read_records(raw, ExpenseItem, key="line_id", most=most)


def refused(data: bytes | str, most: int = 100) -> PermanentError:
    with pytest.raises(PermanentError) as caught:
        expenses(data, most)
    return caught.value


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (json.dumps(GOOD) + "\n\n" + json.dumps({**GOOD, "line_id": "b"}) + "\n", "application/jsonl"),
        (json.dumps([GOOD, {**GOOD, "line_id": "b"}], indent=2), "application/json"),
        ("line_id,merchant,amount,currency\na,Corner Café,12.50,EUR\nb,Corner Café,12.50,EUR\n", "text/csv"),
        (
            "Line ID; Merchant ;AMOUNT;Currency\r\na;Corner Café;12.50;EUR\r\n\r\nb;Corner Café;12.50;EUR",
            "text/csv",
        ),
        (
            '"line-id"\t"merchant"\t"amount"\t"currency"\na\tCorner Café\t12.50\tEUR\n"b"\tCorner Café\t12.5\tEUR',
            "text/csv",
        ),
    ],
    ids=["json lines", "json array", "csv", "semicolons and other spellings", "tabs and quotes"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_the_same_records_in_every_form(data: str, media_type: str, encoding: str) -> None:
    records = expenses(data.encode(encoding))
    assert [item.line_id for item in records.items] == ["a", "b"]
    assert {(item.merchant, item.amount, item.currency) for item in records.items} == {
        ("Corner Café", Decimal("12.50"), "EUR")
    }
    assert (records.media_type, records.unused) == (media_type, [])


def test_a_number_in_json_keeps_its_digits() -> None:
    [item] = expenses('{"line_id":"a","merchant":"M","amount":0.10,"currency":"EUR"}').items
    assert str(item.amount) == "0.10"


def test_an_empty_cell_is_a_missing_value() -> None:
    [item] = expenses(HEAD + "a,M,1.00,EUR,\n").items
    assert item.date is None


def test_cells_may_hold_line_ends_quotes_and_separators() -> None:
    data = 'id,text,rating\n1,"It said ""no"",\nthen it, well, died.",2\n2,Fine\u2028really,9.5\n'.encode()
    items = read_records(data, FeedbackItem, key="id", most=9).items
    assert [item.text for item in items] == ['It said "no",\nthen it, well, died.', "Fine\u2028really"]
    assert [item.rating for item in items] == [2.0, 9.5]


def test_a_field_that_items_do_not_have_is_named_and_left_out() -> None:
    records = expenses(json.dumps({**GOOD, "Booked by ann@example.org": "x", "vat": 1}))
    assert records.items[0].line_id == "a"
    assert records.unused == ["Booked by [email]", "vat"]
    assert expenses("line_id,merchant,amount,currency,VAT rate\na,M,1,EUR,7").unused == ["vat_rate"]


def test_the_caller_may_read_cells_its_own_way() -> None:
    data = b"line_id,merchant,amount,currency\na,M,(7.00),EUR\n"
    columns = {"amount": lambda column: lambda cell: f"-{len(column)}{cell.strip('()')}"}
    [item] = read_records(data, ExpenseItem, key="line_id", most=9, columns=columns).items
    assert item.amount == Decimal("-17.00")


def test_a_cell_that_cannot_be_told_is_named_by_line_and_field() -> None:
    data = b"line_id,merchant,amount,currency\na,M,1,EUR\nb,M,1.234,EUR\n"
    with pytest.raises(PermanentError) as raised:
        read_records(data, ExpenseItem, key="line_id", most=9, columns={"amount": reader_of})
    assert raised.value.message == (
        "line 3: amount: can mean two numbers; write it as 1234.00, or with two decimals"
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (HEAD + "a,Secret,1,EUR,\nb,Secret,x,EUR,\n", "line 3: amount: must be a decimal number"),
        (HEAD + 'a,"two\nlines",1,EUR,\nb,Secret,1,euro,\n', "line 4: currency: is not an ISO 4217 code"),
        (HEAD + "a,Secret,1,EUR,31.01.2026\n", "line 2: date: must be a date such as 2026-01-31"),
        (HEAD + "a,Secret,1,EUR,2026-01-31,Secret\n", "line 2: has more cells than the first line has names"),
        (HEAD + "a,Secret,1\n", "line 2: currency: is required"),
        (HEAD + 'a,"Secret,1,EUR,\n', "is not CSV; check its quotation marks"),
        ("line_id,merchant,merchant,amount,currency\n", "line 1: merchant: is named twice"),
        ("line_id,vendor,amount,currency\na,Secret,1,EUR\n", "line 1: merchant: is required and no column"),
        ('{"line_id":"a"}\n{oops', "line 2: is not JSON"),
        ('{"line_id":"a"}\n["Secret"]\n', "line 2: must be a JSON object"),
        ('[{"line_id":"a"}, 7]', "record 2: must be a JSON object"),
        ('{"line_id":"a","amount":NaN}', "line 1: is not JSON"),
        (json.dumps(GOOD) + "\n" + json.dumps(GOOD), "line 2: line_id: is the same as in line 1"),
        ('{"line_id":"a","merchant":{"Secret":1}}', "line 1: merchant: must be text"),
    ],
)
def test_a_fault_is_named_by_line_and_field(data: str, fault: str) -> None:
    error = refused(data)
    assert error.code == "invalid_records"
    assert fault in error.message
    assert "Secret" not in error.message


def test_twenty_faults_are_named_and_the_rest_is_counted() -> None:
    error = refused(HEAD + "a,M,Secret,EUR,\n" * 1033, most=2000)
    assert error.message.count("line ") == 20
    assert error.message.endswith("; and 1,013 more faults")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_document"),
        (b"\xef\xbb\xbf \n", "empty_document"),
        (b"[]", "empty_document"),
        (HEAD.encode(), "empty_document"),
        (b"%PDF-1.7\n", "unsupported_document"),
        (b"PK\x03\x04sheet.xlsx", "unsupported_document"),
        (b"\x89PNG\r\n", "unsupported_document"),
        (b"<html><body>x</body></html>", "unsupported_document"),
        (b"\x00\x01\x02\x03\x04\x05", "unsupported_document"),
        (b"Dear Sir or Madam,\nplease find enclosed", "unsupported_document"),
        (b"[1, 2", "unsupported_document"),
        (b"[" * 100_000, "unsupported_document"),
    ],
)
def test_what_holds_no_records_is_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_no_more_records_than_the_job_takes() -> None:
    rows = [f"{number},M,1,EUR,2026-01-31" for number in range(4)]
    assert [item.date for item in expenses(HEAD + "\n".join(rows), most=4).items] == [date(2026, 1, 31)] * 4
    assert refused(HEAD + "\n".join(rows), most=3).code == "too_many_records"
