"""What is in the zip: the person's rows of the sample shop, whole, checked against the manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import struct
from collections.abc import Callable

import pytest

from tests.integration.gdpr.exported import Exported

Export = Callable[..., Exported]


@pytest.fixture
def exported(export: Export, sample_url: str) -> Exported:
    return export(sample_url)


def test_every_file_is_what_the_manifest_and_the_checksums_say(exported: Exported) -> None:
    assert exported.zip.testzip() is None
    manifest = json.loads(exported.text("manifest.json"))
    listed = {file["name"]: file for file in manifest["files"]}
    assert set(exported.zip.namelist()) == {*listed, "manifest.json", "SHA256SUMS"}
    pairs = (line.split("  ") for line in exported.text("SHA256SUMS").splitlines())
    sums = {name: digest for digest, name in pairs}
    assert set(sums) == {*listed, "manifest.json"}
    for name, file in listed.items():
        content = exported.zip.read(name)
        digest = hashlib.sha256(content).hexdigest()
        assert (file["bytes"], file["sha256"], sums[name]) == (len(content), digest, digest)
        if file["rows"] is not None:
            lines = content.decode().splitlines()
            rows = (
                len(lines)
                if name.endswith(".jsonl")
                else len(list(csv.reader(io.StringIO(content.decode())))) - 1
            )
            assert rows == file["rows"], name


def test_the_result_tells_what_the_zip_holds(exported: Exported) -> None:
    result, reference = exported.result, exported.output.artifacts["export"]
    assert (result.bytes, result.sha256) == (reference.bytes, reference.sha256)
    assert result.files == len(exported.zip.namelist())
    assert {table.table: table.rows for table in result.tables} == {
        "public.customers": 1, "public.profiles": 1, "public.addresses": 2, "public.payment_methods": 2,
        "public.orders": 3, "public.order_items": 5, "public.products": 4, "public.messages": 4, "public.reviews": 1,
        "public.logins": 2, "public.team_members": 2, "public.teams": 2, "support.tickets": 1, "support.comments": 2,
        "audit.entries": 2,
    }  # fmt: skip
    assert result.rows == 34
    assert exported.output.engine == "none"
    for table in result.tables:
        assert len(exported.rows(table.file)) == table.rows


def test_composite_keys_partitions_schemas_and_e_mail_links_are_followed(exported: Exported) -> None:
    items = [(row["region"], row["order_number"], row["line"]) for row in exported.rows("order_items")]
    assert items == [("EU", 1001, 1), ("EU", 1001, 2), ("EU", 1002, 1), ("US", 1002, 1), ("US", 1002, 2)]
    assert [row["id"] for row in exported.rows("logins")] == [5001, 5002]
    assert [row["id"] for row in exported.rows("support.comments")] == [21001, 21002]
    actors = [row["actor_email"] for row in exported.rows("audit.entries")]
    assert actors == ["mara.lindqvist@example.org", "Mara.Lindqvist@example.org"]


def test_soft_deleted_rows_are_still_held_and_so_exported(
    exported: Exported, export: Export, sample_url: str
) -> None:
    assert [row["id"] for row in exported.rows("addresses") if row["deleted_at"]] == [7102]
    assert [row["id"] for row in exported.rows("messages") if row["deleted_at"]] == [60004]
    gone = export(sample_url, "48911")
    assert gone.rows("customers")[0]["deleted_at"] == "2026-04-01T09:00:00+00:00"


def test_other_people_keep_one_pseudonym_throughout(exported: Exported) -> None:
    messages = {row["id"]: row for row in exported.rows("messages")}
    tobias = messages[60002]["sender_id"]
    assert tobias.startswith("customer-")
    assert messages[60001]["recipient_id"] == tobias
    assert (
        messages[60001]["body"] == f"Hello {tobias}, does the kiln shelf fit your oven? Yours, Mara Lindqvist"
    )
    assert messages[60002]["body"] == f"It fits. Call me on {tobias} or write to {tobias}. {tobias}"
    teams = {row["id"]: row["owner_id"] for row in exported.rows("teams")}
    assert teams == {801: "48213", 802: tobias}
    agents = {
        exported.rows("support.tickets")[0]["agent_email"],
        exported.rows("support.comments")[1]["author_email"],
    }
    assert len(agents) == 1
    assert exported.result.pseudonymised == 10
    assert exported.result.replaced_texts == 5


def test_pseudonyms_mean_nothing_outside_their_package(export: Export, sample_url: str) -> None:
    first, second = (export(sample_url).rows("teams")[1]["owner_id"] for _ in range(2))
    assert first != second


def test_what_belongs_to_the_person_in_shared_rows_stays(exported: Exported) -> None:
    assert {row["sender_id"] for row in exported.rows("messages")} >= {"48213"}
    assert exported.rows("support.comments")[0]["author_email"] == "mara.lindqvist@example.org"
    ships_to = [row["ship_to"] for row in exported.rows("orders")]
    assert ships_to[:2] == ["7102", "7101"]
    assert ships_to[2].startswith("address-")


def test_members_of_a_json_column_can_stay_out(exported: Exported) -> None:
    assert exported.rows("profiles")[0]["preferences"] == {
        "newsletter": True,
        "theme": "dark",
        "session": {"seen": 14},
    }
    assert exported.rows("audit.entries")[1]["details"] == {"address": 7102}


def test_secrets_are_withheld_and_listed_with_a_reason(exported: Exported) -> None:
    withheld = {(entry.table, entry.column): entry for entry in exported.result.withheld}
    for place in (("public.customers", "password_hash"), ("public.payment_methods", "gateway_token")):
        assert withheld[place].classification == "secret"
        assert withheld[place].reason
    assert withheld["public.fraud_scores", None].classification == "exclude"
    manifest = json.loads(exported.text("manifest.json"))
    assert len(manifest["withheld"]) == len(exported.result.withheld)
    assert "It would help somebody to guess your password" in exported.text("README.txt")
    assert "password_hash" not in exported.rows("customers")[0]


def test_a_spreadsheet_takes_no_cell_for_a_formula(exported: Exported) -> None:
    cells = [cell for name in exported.zip.namelist() if name.endswith(".csv")
             for row in csv.reader(io.StringIO(exported.text(name))) for cell in row]  # fmt: skip
    assert "'=SUM(of all the lighthouses), with love" in cells
    assert "'+1 for this clay: no stones, no air, no complaints" in cells
    assert "'+1 202 555 0113" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_json_lines_are_lossless_where_csv_is_guarded(exported: Exported) -> None:
    assert exported.rows("orders")[2]["gift_note"] == "=SUM(of all the lighthouses), with love"
    assert "14.90" in exported.text("data/order_items.jsonl")


def test_the_readme_tells_what_article_15_asks_for(exported: Exported) -> None:
    for name in ("README.txt", "README.html"):
        text = " ".join(exported.text(name).split())
        for fact in ("To deliver your orders", "the parcel service", "Two years", "privacy@shop.example.com",
                     "the data protection authority", "Art. 17", "Art. 20", "You gave us most of it yourself",
                     "data/orders.csv"):  # fmt: skip
            assert fact in text, (name, fact)


def test_each_file_has_its_legal_label(exported: Exported) -> None:
    files = {file["name"]: file for file in json.loads(exported.text("manifest.json"))["files"]}
    assert files["data/orders.jsonl"]["legal"] == ["art15", "art20"]
    assert files["data/audit.entries.csv"]["legal"] == ["art15"]
    assert files["data/messages.jsonl"]["redactions"]


def test_the_schema_files_say_what_each_column_is(exported: Exported) -> None:
    schema = json.loads(exported.text("schema/messages.json"))
    columns = {column["name"]: column for column in schema["columns"]}
    assert columns["sender_id"] == {
        "name": "sender_id", "type": "bigint", "class": "third_party", "pseudonym": "customer-...",
    }  # fmt: skip
    assert list(columns) == list(exported.rows("messages")[0])


def test_every_file_is_written_as_zip64(exported: Exported) -> None:
    raw = exported.zip.fp
    assert raw is not None
    for entry in exported.zip.infolist():
        raw.seek(entry.header_offset)
        header = struct.unpack("<4sHHHHHLLLHH", raw.read(30))
        assert header[1] == 45, f"{entry.filename} needs no Zip64 reader"


def test_the_report_holds_counts_but_nothing_of_the_person(exported: Exported) -> None:
    report = exported.context.storage.read(exported.output.artifacts["report"], limit=10**6).decode()
    assert "34 rows of 15 tables" in report
    assert "Whoever has it can charge your card" in report
    for value in ("48213", "Mara", "Lindqvist", "Brackwater"):
        assert value not in report
        assert value not in exported.result.model_dump_json()
        assert value not in str(exported.output.artifacts["export"].name)
