"""Each difference between map and schema is one sentence that names the place."""

from __future__ import annotations

from steps.gdpr.catalog import Catalog
from steps.gdpr.data_map.drift import find_drift
from steps.gdpr.data_map.yaml_file import parse_map
from tests.unit.steps.gdpr.schema import catalog, relation

USERS = relation("public.users", "id bigint, email text")
POSTS = relation("public.posts", "id bigint, user_id bigint, body text")
SCORES = relation("public.scores", "user_id bigint, score numeric")
KEYS = ("public.posts: user_id = public.users(id)", "public.scores: user_id = public.users(id)")
MAP = parse_map("""
subject: {table: public.users, key: id, type: bigint}
tables:
  public.users: {columns: {id: own, email: own}}
  public.posts: {links: [user_id = public.users(id)], columns: {id: own, user_id: own, body: own}}
  public.scores: {class: exclude, reason: R, links: [user_id = public.users(id)]}
ignored_schemas: {jobs: R}
""")


def drift(*relations: object, keys: tuple[str, ...] = ()) -> list[str]:
    added: list[object] = [USERS, POSTS, SCORES, *relations]
    live: Catalog = catalog(*added, keys=KEYS + keys)  # type: ignore[arg-type]
    return find_drift(MAP, live)


def test_none_where_they_agree() -> None:
    assert drift() == []


def test_the_order_and_the_side_of_a_link_do_not_matter() -> None:
    upwards = parse_map("""
subject: {table: public.users, key: id, type: bigint}
tables:
  public.users: {columns: {id: own, home: own, flat: own}}
  public.homes: {links: ['flat, nr = public.users(flat, home)'], columns: {nr: own, flat: own}}
""")
    users = relation("public.users", "id bigint, home bigint, flat bigint")
    homes = relation("public.homes", "nr bigint, flat bigint")
    key = "public.users: home, flat = public.homes(nr, flat)"
    assert find_drift(upwards, catalog(users, homes, keys=(key,))) == []


def test_a_lookup_in_a_table_that_is_left_out_is_decided() -> None:
    keys = ("public.posts: id = public.scores(user_id)",)
    assert drift(keys=keys) == []


def test_a_link_from_a_table_that_is_left_out_is_not() -> None:
    scores = relation("public.scores", "user_id bigint, post bigint")
    found = drift(scores, keys=("public.scores: post = public.posts(id)",))
    assert found == [
        "public.scores.post (foreign key to public.posts) is in the database but not in the data map"
    ]


def test_suspects_count_only_without_a_foreign_key_and_outside_ignored_schemas() -> None:
    assert drift(relation("jobs.event", "id bigint, user_id bigint")) == []
    cars = relation("public.cars", "id bigint, owner_id bigint")
    firms = relation("public.firms", "id bigint, name text")
    assert drift(firms, cars, keys=("public.cars: owner_id = public.firms(id)",)) == []
    assert len(drift(cars)) == 1


def test_a_new_table_behind_nothing_exported_is_nobodys() -> None:
    notes = relation("public.notes", "id bigint, score bigint")
    assert drift(notes, keys=("public.notes: score = public.scores(user_id)",)) == []
