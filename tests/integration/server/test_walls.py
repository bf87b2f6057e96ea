"""Who is let in: hosts, origins, tokens, scopes; and what every answer carries."""

from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from pipelines.core.settings import ControlSettings
from pipelines.operations.audit.origin import this_user
from pipelines.operations.tokens import new_secret, revoke_token
from pipelines.server.access import bearers
from pipelines.server.access.login_failures import ALLOWED
from pipelines.server.uvicorn_server import require_a_token
from steps.core.errors import ConfigurationError

GOOD = {"name": "jobs/news-analyzer.requested", "data": {"text": "Words."}}


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def walled(start: Any) -> Any:
    return start(require_token=True)


def test_without_tokens_a_foreign_name_that_leads_here_is_refused(api: Any) -> None:
    for host in ("evil.example:8288", "10.0.0.1", "localhost.evil.example"):
        assert api.get("/api/jobs", headers={"Host": host}).status_code == 421
    for host in ("localhost:1", "127.0.0.1:9", "[::1]:8288"):
        assert api.get("/api/jobs", headers={"Host": host}).status_code == 200


def test_without_tokens_a_proxy_is_refused(api: Any) -> None:
    answer = api.get("/api/jobs", headers={"X-Forwarded-For": "1.2.3.4"})
    assert answer.status_code == 403
    assert "JOBS_REQUIRE_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_sites_page_changes_nothing(api: Any, headers: dict[str, str]) -> None:
    assert api.post("/api/events", json=GOOD, headers=headers).json()["code"] == "other_origin"
    job_id = api.send()
    assert api.post(f"/api/jobs/{job_id}/cancel", headers=headers).status_code == 403
    assert api.get(f"/api/jobs/{job_id}").json()["status"] == "queued"


def test_a_page_of_ours_may(api: Any) -> None:
    headers = {"Origin": api.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert api.post("/api/events", json=GOOD, headers=headers).status_code == 202


def test_each_scope_opens_its_own_doors(walled: Any, token: Any) -> None:
    send, read, operate = (bearing(token(scope)) for scope in ("send", "read", "operate"))
    sent = walled.post("/api/events", json=GOOD, headers=send)
    assert sent.status_code == 202
    path = f"/api/jobs/{sent.json()['events'][0]['job_id']}"
    assert walled.get(path, headers=read).status_code == 200
    assert walled.post(f"{path}/cancel", headers=operate).status_code == 200
    assert (
        walled.get(path, headers=read).json()["error"]["message"].startswith("cancelled on request (token t")
    )
    for headers, method, where in [
        (send, "GET", path), (send, "POST", f"{path}/cancel"), (read, "POST", "/api/events"),
        (read, "POST", f"{path}/rerun"), (operate, "GET", "/metrics"), (send, "GET", "/api/stream"),
    ]:  # fmt: skip
        answer = walled.client.request(method, where, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), where


def test_what_needs_a_token_says_so_and_what_does_not_is_open(walled: Any) -> None:
    for path in ("/api/jobs", "/metrics", "/", "/api/openapi.json", "/api/stream", "/nothing"):
        answer = walled.get(path)
        assert answer.status_code == 401, path
    assert walled.get("/api/jobs").headers["www-authenticate"].startswith("Basic")
    assert walled.get("/").headers["www-authenticate"].startswith("Basic")
    assert walled.get("/health/live").status_code == 200
    assert walled.get("/health/ready").status_code == 200


def test_a_browser_gives_the_token_as_password(walled: Any, token: Any) -> None:
    given = base64.b64encode(f"me:{token('read')}".encode()).decode()
    assert walled.get("/api/jobs", headers={"Authorization": f"Basic {given}"}).status_code == 200


def test_a_wrong_expired_or_revoked_token_opens_nothing(
    walled: Any, token: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired = token("read", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    good = token("read")
    for secret in ("jobs_" + "x" * 43, expired, good[:-1], "é"):
        sent = {b"Authorization": f"Bearer {secret}".encode()}
        assert walled.get("/api/jobs", headers=sent).status_code == 401
    assert walled.get("/api/jobs", headers=bearing(good)).status_code == 200
    name = walled.value("select name from jobs.token order by id desc limit 1")
    assert revoke_token(walled.connection, name, origin=this_user())
    monkeypatch.setattr(bearers, "monotonic", lambda: time.monotonic() + bearers.REMEMBERED_SECONDS)
    assert walled.get("/api/jobs", headers=bearing(good)).status_code == 401


def test_a_token_is_nowhere_in_the_database(walled: Any, token: Any) -> None:
    secret = token("send", "read")
    walled.post("/api/events", content=f'{{"name": "{secret}"}}', headers=bearing(secret))
    tables = walled.connection.execute("select tablename from pg_tables where schemaname = 'jobs'").fetchall()
    for (table,) in tables:
        text = walled.value(f"select coalesce(string_agg(t::text, ' '), '') from jobs.{table} t")
        assert secret not in text, table


def test_who_tries_too_often_waits_and_a_known_token_still_works(walled: Any, token: Any) -> None:
    good = bearing(token("read"))
    assert walled.get("/api/jobs", headers=good).status_code == 200
    answers = [walled.get("/api/jobs", headers=bearing(f"jobs_{n}")).status_code for n in range(ALLOWED + 5)]
    assert answers == [401] * ALLOWED + [429] * 5
    refused = walled.get("/api/jobs", headers=bearing("jobs_x"))
    assert int(refused.headers["retry-after"]) >= 1
    assert walled.get("/api/jobs", headers=good).status_code == 200


def test_a_valid_token_is_taken_whatever_others_at_the_same_address_try(walled: Any, token: Any) -> None:
    good = token("read")
    wrong = [f"jobs_{n}" for n in range(ALLOWED + 3)]
    wrong += [f"{good[:24]}{n:024}" for n in range(ALLOWED + 3)]  # they begin as the good one does
    answers = [walled.get("/api/jobs", headers=bearing(secret)).status_code for secret in wrong]
    assert answers == ([401] * ALLOWED + [429] * 3) * 2
    assert walled.get("/api/jobs", headers=bearing(good)).status_code == 200, "never seen before"


def test_a_flood_of_wrong_tokens_does_not_keep_a_valid_one_out(walled: Any, token: Any) -> None:
    good = token("read")
    secrets = [new_secret() for _ in range(100)] + [good]
    with ThreadPoolExecutor(20) as threads:
        found = list(
            threads.map(lambda secret: walled.get("/api/jobs", headers=bearing(secret)).status_code, secrets)
        )
    assert found == [401] * 100 + [200]


@pytest.mark.parametrize(("trusted", "other"), [(["127.0.0.0/8"], 401), ([], 429)])
def test_only_a_trusted_proxy_names_the_client(start: Any, trusted: list[str], other: int) -> None:
    api = start(require_token=True, trusted_proxies=trusted)

    def status(client: str) -> int:
        headers = {**bearing("jobs_x"), "X-Forwarded-For": client}
        return int(api.get("/api/jobs", headers=headers).status_code)

    assert [status("192.0.2.1") for _ in range(ALLOWED + 1)] == [401] * ALLOWED + [429]
    assert status("192.0.2.1, 127.0.0.2") == 429
    assert status("192.0.2.2") == other


def test_what_is_packed_or_too_long_is_refused_before_a_token_is_looked_at(walled: Any) -> None:
    packed = walled.post("/api/events", content=b"x", headers={"Content-Encoding": "gzip"})
    assert (packed.status_code, packed.json()["code"]) == (415, "encoded_body")
    assert walled.get("/" + "x" * 3000).json()["code"] == "url_too_long"
    assert walled.get("/api/jobs?" + "&".join(["a=1"] * 101)).json()["code"] == "too_many_parameters"
    for answer in (packed, walled.get("/" + "x" * 3000)):
        assert answer.headers["content-type"] == "application/problem+json"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_health_and_tokens_answer_while_every_list_waits_for_the_database(
    walled: Any, token: Any, database_url: str
) -> None:
    read, operate = bearing(token("read")), bearing(token("operate"))
    paths = [
        f"{path}{n}"
        for n in range(15)
        for path in ("/api/jobs?limit=1", "/jobs?q=word", "/metrics?", "/events?q=")
    ]
    with ThreadPoolExecutor(len(paths)) as threads, psycopg.connect(database_url) as locking:
        locking.execute("lock table jobs.job in access exclusive mode")
        asked = [threads.submit(walled.get, path, headers=read) for path in paths]
        time.sleep(1)
        for _ in range(3):
            assert walled.get("/health/live").status_code == 200
            assert walled.get("/health/ready").status_code == 200
            assert walled.get("/api/jobs", headers=operate).json()["code"] == "scope_missing"
        locking.rollback()
        statuses = {future.result().status_code for future in asked}
    assert 200 in statuses <= {200, 503}


def test_a_server_that_others_reach_does_not_start_without_a_token(database_url: str, token: Any) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("truncate jobs.token")
    with pytest.raises(ConfigurationError, match="bgjobs token create"):
        require_a_token(database_url, ControlSettings(host="0.0.0.0"))
    with pytest.raises(ConfigurationError):
        require_a_token(database_url, ControlSettings(require_token=True))
    require_a_token(database_url, ControlSettings(host="127.0.0.1"))
    token("read")
    require_a_token(database_url, ControlSettings(host="0.0.0.0"))


@pytest.mark.parametrize("path", ["/api/jobs", "/api/nothing", "/health/live", "/api/jobs/x", "/"])
def test_every_answer_is_sealed(api: Any, path: str) -> None:
    headers = api.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_refusals_are_sealed_as_well(walled: Any) -> None:
    for answer in (walled.get("/api/jobs"), walled.post("/api/events", headers={"Origin": "null"})):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_has_so_many_parts_and_their_headers_are_short(api: Any) -> None:
    many = [(f"x{number}", (None, "x")) for number in range(300)]
    files = [(f"x{number}", (f"x{number}", "x")) for number in range(300)]
    long = b'--b\r\nContent-Disposition: form-data; name="' + b"x" * 10_000 + b'"\r\n\r\nx\r\n--b--\r\n'
    crowded = b"--b\r\n" + b"X: x\r\n" * 100 + b"\r\nx\r\n--b--\r\n"
    for parts in (many, files):
        assert api.post("/pipelines/news-analyzer", files=parts).status_code == 400
    for body in (long, crowded):
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        assert api.post("/pipelines/news-analyzer", content=body, headers=headers).status_code == 400
