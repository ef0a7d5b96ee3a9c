"""Each thing that can be wrong is seeded, found, and answered with what to do; and what is right is left alone."""

from __future__ import annotations

import json
import socket
import sys
from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import TYPE_CHECKING

import anyio
import pytest
from tests.hosted.serving import first_start, serving

from toolspan.cli.doctor.installation import installation
from toolspan.connectors.amazon_seller_partner import regions
from toolspan.emulator import Emulator
from toolspan.emulator import environment as variables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "canary-7f3a91c2d8"


def days_ago(days: int) -> str:
    return str((datetime.now(UTC) - timedelta(days=days)).date())


@pytest.fixture
def account(monkeypatch) -> Iterator[Emulator]:
    """An emulator in a thread, and the environment that leads to it."""
    with Emulator(seed=7) as running:
        for name, value in variables_of(running).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("TOOLSPAN_SECRET_CREATED", days_ago(10))
        monkeypatch.setenv("TOOLSPAN_AUTHORIZED", days_ago(10))
        yield running


@pytest.fixture
def doctor(run):
    """Run the doctor; give its exit code and what is to be mended, by check."""

    def look(*arguments: str, states: tuple[str, ...] = ("fail",)) -> tuple[int, dict[str, str]]:
        outcome = run("doctor", "--json", *arguments)
        found = outcome.json["findings"]
        assert outcome.json["ok"] == (outcome.code == 0)
        assert CANARY not in outcome.out + outcome.err
        assert all(one["advice"] for one in found if one["state"] in ("fail", "warn"))
        return outcome.code, {
            one["check"]: f"{one['said']} {one['advice']}" for one in found if one["state"] in states
        }

    return look


def test_where_all_is_well_nothing_is_to_be_mended(account, doctor):
    assert doctor(states=("fail", "warn")) == (0, {})
    calls = [request.operation for request in account.requests if request.operation]
    assert sum(call.endswith(".searchOrders") for call in calls) == 1


def test_the_embedded_seller_is_well(doctor):
    assert doctor("--emulator", "--only", "orders") == (0, {})


@pytest.mark.parametrize(
    ("name", "value", "said", "advice"),
    [
        ("LWA_APP_ID", "", "LWA_APP_ID is not set", "developer console"),
        ("LWA_CLIENT_SECRET", "", "LWA_CLIENT_SECRET is not set", "developer console"),
        ("SP_API_REFRESH_TOKEN", "", "SP_API_REFRESH_TOKEN is not set", "toolspan login"),
        ("SP_API_REFRESH_TOKEN", f" Atzr|{CANARY}", "quotes or spaces", "Remove them"),
        ("LWA_CLIENT_SECRET", f'"{CANARY}"', "quotes or spaces", "Remove them"),
        ("LWA_CLIENT_SECRET", f"Atzr|{CANARY}", "seems to hold SP_API_REFRESH_TOKEN", "client secret"),
    ],
)  # fmt: skip
def test_credentials_that_are_missing_or_mixed_up(account, doctor, monkeypatch, name, value, said, advice):  # noqa: PLR0917 - one for each thing that varies
    monkeypatch.setenv(name, value)
    code, found = doctor("--only", "none")
    assert code == 1
    assert said in found["credentials"]
    assert advice in found["credentials"]


@pytest.mark.parametrize(
    ("seed", "said", "advice"),
    [
        (lambda emulator, _: emulator.expire_secrets(), "client secret is wrong, or the secret has expired", "180 days"),
        (lambda emulator, _: emulator.revoke_grant(), "invalid, revoked or expired", "authorize the application again"),
        (lambda emulator, _: emulator.expire_grant(), "invalid, revoked or expired", "365 days"),
        (lambda _, env: env.setenv("LWA_CLIENT_SECRET", f"amzn1.oa2-cs.v1.{CANARY}"), "client secret is wrong", "lwa_client_secret"),
        (lambda _, env: env.setenv("SP_API_REFRESH_TOKEN", f"Atzr|{CANARY}"), "refresh token is invalid", "belongs to this application"),
        (lambda emulator, env: env.setenv("SP_API_REFRESH_TOKEN", other(emulator)), "may not use this refresh token", "another application"),
    ],
    ids=["expired secret", "revoked", "expired authorization", "wrong secret", "wrong token", "another application"],
)  # fmt: skip
def test_credentials_that_amazon_refuses(account, doctor, monkeypatch, seed, said, advice):  # noqa: PLR0917 - one for each thing that varies
    seed(account, monkeypatch)
    code, found = doctor()
    assert code == 1
    assert list(found) == ["account"]
    assert said in found["account"]
    assert advice in found["account"]


def other(emulator):
    return emulator.add_account(application=emulator.add_application(), seller=emulator.seller)[
        "refresh_token"
    ]


@pytest.mark.parametrize(
    ("name", "begun", "state", "said"),
    [
        ("TOOLSPAN_SECRET_CREATED", days_ago(181), "fail", "The client secret expired on"),
        ("TOOLSPAN_SECRET_CREATED", days_ago(170), "warn", "in 10 days"),
        ("TOOLSPAN_AUTHORIZED", days_ago(366), "fail", "The seller's authorization expired on"),
        ("TOOLSPAN_AUTHORIZED", days_ago(360), "warn", "in 5 days"),
        ("TOOLSPAN_AUTHORIZED", "soon", "fail", "is not a date"),
        ("TOOLSPAN_AUTHORIZED", "", "note", "Amazon does not report"),
    ],
)
def test_dates_that_have_passed_or_are_near(account, doctor, monkeypatch, name, begun, state, said):  # noqa: PLR0917 - one for each thing that varies
    monkeypatch.setenv(name, begun)
    code, found = doctor("--only", "none", states=(state,))
    assert code == (state == "fail")
    assert said in found["dates"]


def test_a_region_that_does_not_exist(account, doctor, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_REGION", "Germany")
    code, found = doctor()
    assert code == 1
    assert "Germany" in found["settings"]
    assert "DE" in found["settings"]


def test_a_region_that_is_not_the_sellers(account, doctor, monkeypatch):
    """The endpoints of the table are two emulators: one that does not know the seller, one that does."""
    refusal = {
        "errors": [
            {"code": "Unauthorized", "message": "Access to requested resource is denied.", "details": ""}
        ]
    }
    with Emulator(seed=7, region="EU") as european:
        monkeypatch.delenv("TOOLSPAN_SP_API_URL")
        european.faults.add(
            "status", status=200, body={"payload": [{"marketplace": {"countryCode": "DE"}}]}, times=None
        )
        account.faults.add("status", path="/sellers", status=403, body=refusal, times=None)
        urls = {"NA": account.url, "EU": european.url, "FE": "http://127.0.0.1:9"}
        rows = tuple({**row, "endpoint": urls[row["region"]]} for row in regions._marketplaces())
        monkeypatch.setattr(regions, "_marketplaces", lambda: rows)
        code, found = doctor()
    assert code == 1
    assert "not in this region but in EU" in found["account"]
    assert "TOOLSPAN_REGION" in found["account"]


@pytest.mark.parametrize(
    ("seconds", "state", "side"), [(-400, "fail", "ahead"), (400, "fail", "behind"), (100, "warn", "behind")]
)
def test_a_clock_that_is_wrong(account, doctor, seconds, state, side):
    account.clock.step_wall(seconds)
    code, found = doctor("--only", "none", states=(state,))
    assert code == (state == "fail")
    assert side in found["clock"]
    assert "NTP" in found["clock"]


def test_a_role_that_is_missing(account, doctor, monkeypatch):
    application = account.add_application(roles={"product_listing"})
    for name, value in account.add_account(application=application, seller=account.seller).items():
        monkeypatch.setenv(
            {
                "lwa_app_id": "LWA_APP_ID",
                "lwa_client_secret": "LWA_CLIENT_SECRET",
                "refresh_token": "SP_API_REFRESH_TOKEN",
            }[name],
            value,
        )
    code, found = doctor()
    assert code == 1
    assert set(found) == {"role orders", "role finances"}
    assert "Finance and Accounting" in found["role finances"]
    assert doctor("--only", "catalog,inventory") == (0, {})


@pytest.mark.parametrize(
    ("variable", "check"),
    [
        ("TOOLSPAN_SP_API_URL", "connection to the API"),
        ("TOOLSPAN_LWA_URL", "connection to Login with Amazon"),
    ],
)
def test_a_host_that_cannot_be_reached(account, doctor, monkeypatch, variable, check):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv(variable, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        code, found = doctor()
    assert code == 1
    assert list(found) == [check]
    assert "the connection was refused" in found[check]
    assert "firewall" in found[check]


def test_an_area_that_does_not_exist_is_wrong_usage(run):
    outcome = run("doctor", "--only", "order")
    assert outcome.code == 2
    assert 'Did you mean "orders"' in outcome.err


# ---------------------------------------------------------------- what is installed


@pytest.fixture
def installed(monkeypatch):
    """Let the environment hold these versions; None is not there."""

    def pretend(**versions: str | None) -> None:
        real = metadata.version

        def version(name: str) -> str:
            found = versions.get(name.replace("-", "_"), "real")
            if found is None:
                raise metadata.PackageNotFoundError(name)
            return real(name) if found == "real" else found

        monkeypatch.setattr(metadata, "version", version)

    return pretend


def states(**options) -> dict[str, tuple[str, str, str | None]]:
    return {one.check: (one.state, one.said, one.advice) for one in installation(**options)}


def test_an_extra_that_is_not_installed_is_a_note_and_a_fault_where_it_is_wanted(installed):
    installed(langchain_core=None)
    install = 'pip install -U "toolspan[langchain]"'
    assert states()["extra langchain"] == ("note", "Not installed: langchain-core.", install)
    assert states(wanted=["langchain"])["extra langchain"][0] == "fail"


@pytest.mark.parametrize(
    ("versions", "check"),
    [
        ({"httpx2": "2.3.1"}, "dependencies"),
        ({"langchain_core": "0.3.60"}, "extra langchain"),
        ({"fastmcp": "3.9rc1"}, "extra fastmcp"),
    ],
)
def test_versions_that_do_not_go_together(installed, versions, check):
    installed(**versions)
    state, said, advice = states()[check]
    assert state == "fail"
    assert next(iter(versions.values())) in said
    assert advice.startswith("pip install -U")


@pytest.mark.parametrize(("platform", "expected"), [("linux", "ok"), ("darwin", "ok"), ("win32", "fail")])
def test_what_only_windows_needs_is_missed_on_windows_alone(installed, monkeypatch, platform, expected):
    installed(tzdata=None)
    monkeypatch.setattr(sys, "platform", platform)
    state, said, _ = states()["dependencies"]
    assert state == expected
    assert ("Not installed: tzdata." in said) == (platform == "win32")


def test_what_this_environment_holds_goes_together():
    assert {state for state, _, _ in states().values()} <= {"ok", "note"}


# ---------------------------------------------------------------- through a server


def hosted(doctor, monkeypatch, tmp_path, seed, *arguments, **variables):
    """Run the doctor in a thread, against a server of this loop."""

    async def scenario():
        folder = tmp_path / "first"
        client = await first_start(folder)
        async with (
            Emulator(seed=7) as emulator,
            serving(emulator, tmp_path / "data", (folder, client)) as served,
        ):
            await served.create()
            await seed(served)
            for name, value in (served.environment | variables).items():
                monkeypatch.setenv(name, value)
            return await anyio.to_thread.run_sync(
                lambda: doctor("--workspace", "acme", "--only", "orders", *arguments)
            )

    return anyio.run(scenario)


async def nothing(_):
    pass


async def revoked(served):
    served.emulator.revoke_grant()


def test_a_server_is_looked_at_too(doctor, monkeypatch, tmp_path):
    assert hosted(doctor, monkeypatch, tmp_path, nothing) == (0, {})


@pytest.mark.parametrize(
    ("seed", "variables", "check", "said"),
    [
        (nothing, {"TOOLSPAN_CLIENT_SECRET": CANARY}, "account", "client id or the client secret"),
        (nothing, {"TOOLSPAN_CLIENT_SECRET": ""}, "credentials", "TOOLSPAN_CLIENT_SECRET not set"),
        (nothing, {"TOOLSPAN_API_URL": ""}, "credentials", "TOOLSPAN_API_URL is empty"),
        (revoked, {}, "account", "authorize the application again"),
        (
            nothing,
            {"TOOLSPAN_API_URL": "http://127.0.0.1:9"},
            "connection to the server",
            "the connection was refused",
        ),
    ],
    ids=["wrong client", "no client", "no server", "revoked", "unreachable"],
)
def test_what_is_wrong_with_a_server(doctor, monkeypatch, tmp_path, seed, variables, check, said):  # noqa: PLR0917 - one for each thing that varies
    code, found = hosted(doctor, monkeypatch, tmp_path, seed, **variables)
    assert code == 1
    assert said in found[check]


def test_a_person_reads_lines_with_what_to_do(account, process, monkeypatch):
    account.expire_secrets()
    outcome = process("doctor", "--only", "none", **variables_of(account))
    assert outcome.code == 1
    found = {one["check"]: one for one in json.loads(outcome.out)["findings"]}
    assert found["account"]["state"] == "fail"
