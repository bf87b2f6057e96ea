"""Who must, may or may not, as far as word order shows it."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.contracts.clause_subjects import mutual, subject


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Licensee shall pay the fee.", "Licensee"),
        ("4.1 Licensee shall pay the fee.", "Licensee"),
        ("(a) the Service Provider will report.", "Service Provider"),
        ("Subject to Section 4, Green Cross agrees to pay.", "Green Cross"),
        ("If you leave, you must pay.", "you"),
        ("EXCEPT FOR THIS WARRANTY, LICENSOR PROVIDES THE SOFTWARE AS IS.", "Licensor"),
        ("In each contract year Licensee shall purchase hours.", "Licensee"),
        ("The use of Licensee shall end.", None),
        ("This Agreement shall be governed by law.", None),
        ("Either Party may leave.", None),
        ("All fees are due.", None),
    ],
)
def test_subject(sentence: str, who: str | None) -> None:
    found = subject(sentence)
    assert (found[0] if found else None) == who


def test_the_verb_follows_the_subject() -> None:
    sentence = "4.1 Licensee shall pay the fee."
    found = subject(sentence)
    assert found is not None
    assert sentence[found[1] :].startswith("shall pay")


def test_mutual() -> None:
    assert mutual("Neither party shall solicit.")
    assert mutual("The parties agree.")
    assert not mutual("Licensee shall pay.")
