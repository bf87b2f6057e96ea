"""Live streams are bounded in all and by client."""

from __future__ import annotations

import pytest

from pipelines.server.live.places import Places
from pipelines.server.problems import Problem


def test_a_client_and_all_together_have_so_many_places() -> None:
    places = Places(3, 2)
    for client in "aab":
        places.take(client)
    for client, status in (("a", 429), ("b", 503), ("c", 503)):
        with pytest.raises(Problem) as refused:
            places.take(client)
        assert (refused.value.status, refused.value.code) == (status, "too_many_streams")
        assert refused.value.headers == {"Retry-After": "10"}
    places.give_back("a")
    places.take("c")
    assert places.taken == 3


def test_a_client_that_left_is_forgotten() -> None:
    places = Places()
    for number in range(100):
        places.take(str(number))
        places.give_back(str(number))
    assert not places._taken
