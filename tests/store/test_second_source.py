"""An API from its OpenAPI document, replicated by an overlay alone: GitHub's issues."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx2
import pytest

from toolspan import Connector
from toolspan.auth import Bearer

from .child import StandingClock
from .truth import rows

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OVERLAY = """
[store.tables.issues]
description = "One row for each issue and pull request of the repository."
key = ["number"]
newer_by = "updated"
personal = ["author"]

[store.tables.issues.columns]
number = ["integer", "number in the repository"]
title = ["text", "title"]
state = ["text", "open or closed"]
created = ["moment", "when it was opened"]
created_day = ["day", "the day in UTC", "created"]
updated = ["moment", "last change"]
author = ["text", "who opened it"]

[store.tables.labels]
entity = "issues"
description = "One row for each label of an issue."
key = ["number", "label"]
parent = "issues"
parent_key = ["number"]

[store.tables.labels.columns]
number = ["integer", "the issue"]
label = ["text", "the label"]

[store.streams.issues]
lag = 0
overlap = 60

[store.streams.issues.call]
operation = "issues.list_for_repo"
lower = "since"
params = { owner = "acme", repo = "shop", state = "all", per_page = 100 }
lines = { labels = "labels" }

[store.streams.issues.call.paths.issues]
number = "number"
title = "title"
state = "state"
created = "created_at"
updated = "updated_at"
author = "user.login"

[store.streams.issues.call.paths.labels]
number = "..number"
label = "name"
"""


class Fake:
    """GitHub's list of issues: filtered by `since`, in pages with a link to the next."""

    def __init__(self):
        self.issues = [self._issue(number) for number in range(1, 251)]
        self.seen = []

    @staticmethod
    def _issue(number):
        moment = NOW - timedelta(days=number / 2)
        written = moment.isoformat().replace("+00:00", "Z")
        return {
            "number": number,
            "title": f"Issue {number}",
            "state": "open",
            "created_at": written,
            "updated_at": written,
            "user": {"login": f"person-{number}"},
            "labels": [{"name": "bug"}] * (number % 3 == 0) + [{"name": "shop"}],
        }

    def answer(self, request):
        query = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
        self.seen.append(query)
        page = int(query.get("page", 1))
        found = [each for each in self.issues if each["updated_at"] >= query["since"]]
        url = request.url.copy_set_param("page", page + 1)
        links = {"link": f'<{url}>; rel="next"'} if page * 100 < len(found) else {}
        return httpx2.Response(200, json=found[(page - 1) * 100 : page * 100], headers=links)


@pytest.fixture
def fake():
    return Fake()


@pytest.fixture
def connector(fake, shared, tmp_path):
    overlay = tmp_path / "github.toml"
    overlay.write_text(OVERLAY)
    return Connector.from_openapi(
        shared / "data/openapi/github.json",
        overlay=overlay,
        auth=Bearer("secret-of-acme"),
        transport=httpx2.MockTransport(fake.answer),
        clock=StandingClock(NOW.timestamp()),
    )


async def test_all_records_and_their_lines_are_held_then_only_changes_are_read(connector, fake):
    assert await connector.store.sync(since="2026-01-01") == {"issues": 250}
    assert rows(connector, "SELECT count(*), count(DISTINCT number), max(created_day) FROM issues")[0][
        :2
    ] == (250, 250)
    assert dict(rows(connector, "SELECT label, count(*) FROM labels GROUP BY 1")) == {"shop": 250, "bug": 83}
    changed = fake.issues[9]
    changed |= {"state": "closed", "updated_at": "2026-11-20T12:30:00Z", "labels": []}
    connector.clock.now += 3600
    fake.seen.clear()
    assert await connector.store.sync() == {"issues": 1}
    assert fake.seen[0]["since"].startswith("2026-11-20T11:59")
    assert rows(connector, "SELECT number, state FROM issues WHERE state = 'closed'") == [(10, "closed")]
    assert rows(connector, "SELECT count(*) FROM labels WHERE number = 10") == [(0,)]
    (held,) = await connector.store.coverage()
    assert (held.starts.date().isoformat(), held.ends) == ("2026-01-01", NOW + timedelta(hours=1))


async def test_personal_columns_are_left_out(connector):
    await connector.store.sync(since="2026-11-01")
    assert "author" not in connector.store.facts.tables["issues"].by_name
    assert b"person-1" not in connector.store.path.read_bytes()
