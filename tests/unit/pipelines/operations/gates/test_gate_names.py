"""What people type for a limit or a key of it."""

from __future__ import annotations

import pytest

from pipelines.operations.gates.gate_names import Gate, no_such, read_gate


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("openai", "openai", None), ("customer=42", "customer", "42"), ("customer=a=b", "customer", "a=b"),
        ("customer=*", "customer", None), ("customer=", "customer", ""), (" openai ", "openai", None),
        ("customer= a ", "customer", " a "),
    ],
)  # fmt: skip
def test_a_gate_is_a_limit_or_one_key_of_it(text: str, name: str, key: str | None) -> None:
    assert read_gate(text) == Gate(name=name, key=key)


@pytest.mark.parametrize("text", ["openai", "customer=42", "customer="])
def test_it_is_written_as_it_is_read(text: str) -> None:
    assert str(read_gate(text)) == text


def test_a_wrong_name_is_told_the_nearest_or_all() -> None:
    assert "did you mean customer?" in no_such("custmer", ["openai", "customer"]).sentence
    assert "there are customer, openai" in no_such("zzz", ["openai", "customer"]).sentence
