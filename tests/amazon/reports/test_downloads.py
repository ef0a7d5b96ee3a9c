"""Reports saved to a file or read row by row: whole or not at all, and resumed by their id."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from toolspan.errors import (
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    PolicyDenied,
    TooLarge,
    UpstreamError,
)
from toolspan.formats.values import as_json
from toolspan.policy import Policy

from .conftest import LISTINGS, zipped

CREATE, DOCUMENT, FETCH = "createReport", "getReportDocument", "document"
CLIENT = Path(__file__).with_name("measure.py")


async def test_a_report_is_saved_unpacked_and_as_amazon_made_it(connector, emulator, tmp_path):
    emulator.reports.compress = True
    saved = await connector.reports.download(report_type=LISTINGS, to=tmp_path / "all.txt")
    text = saved.path.read_text(saved.encoding)
    assert text.splitlines()[0].split("\t")[0] == "item-name"
    assert len(text.splitlines()) == 41
    assert (saved.size, saved.report_type) == (saved.path.stat().st_size, LISTINGS)
    assert saved.path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["all.txt"]


async def test_the_blocking_face_saves_too(connect, tmp_path):
    def script():
        sync = connect().sync
        try:
            return sync.reports.download(report_type=LISTINGS, to=str(tmp_path / "all.txt"))
        finally:
            sync.close()

    saved = await asyncio.to_thread(script)
    assert saved.size == (tmp_path / "all.txt").stat().st_size


async def test_what_holds_no_rows_can_be_saved(connector, emulator, served, tmp_path):
    made = await connector.execute("reports", "create", {"report_type": LISTINGS})
    served(b"PK\x03\x04 bytes \xff\x00")
    report = {
        "reportId": "1",
        "reportType": "FEE_DISCOUNTS_REPORT",
        "processingStatus": "DONE",
        "reportDocumentId": "d",
    }
    emulator.faults.add("status", operation="getReport", status=200, body=report)
    place = {"reportDocumentId": "d", "url": f"{emulator.url}/documents/x"}
    emulator.faults.add("status", operation=DOCUMENT, status=200, body=place)
    saved = await connector.reports.download(report_id=made.one["reportId"], to=tmp_path / "fees.xlsx")
    assert saved.path.read_bytes() == b"PK\x03\x04 bytes \xff\x00"


@pytest.mark.parametrize(
    "body",
    [zipped(b"a\tb\r\n" * 900)[:-9], zipped(bytes(10 * 2**20)), zipped(b"a\tb\r\n") + b"garbage"],
    ids=["cut", "bomb", "garbage"],
)
async def test_a_document_that_is_not_whole_leaves_the_old_file_as_it_was(
    connector, served, tmp_path, monkeypatch, body
):
    from toolspan.connectors.amazon_seller_partner import documents

    monkeypatch.setattr(documents, "PAUSE", 0.0)
    path = tmp_path / "all.txt"
    path.write_text("old")
    served(body, None, gzipped=True)
    with pytest.raises((UpstreamError, TooLarge)) as failure:
        await connector.reports.download(report_type=LISTINGS, to=path)
    assert failure.value.message.startswith("Report ")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


async def test_a_full_disk_leaves_nothing_behind(connector, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        await connector.reports.download(report_type=LISTINGS, to=tmp_path / "all.txt")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["missing/all.txt", ""])
async def test_a_place_that_cannot_be_written_is_refused_before_a_report_is_made(
    connector, emulator, tmp_path, name
):
    with pytest.raises(ConfigurationError, match="cannot be written"):
        await connector.reports.download(report_type=LISTINGS, to=tmp_path / name)
    assert not len(emulator.requests)


async def test_wrong_parameters_and_policies_are_refused_before_a_report_is_made(connect, emulator, tmp_path):
    async with connect() as open_, connect(policy=Policy(reads=["orders.*"])) as narrow:
        with pytest.raises(InvalidInput, match='"report_typ"'):
            await open_.reports.download(report_typ=LISTINGS, to=tmp_path / "x")
        with pytest.raises(InvalidInput, match="not known"):
            await open_.reports.download(report_type="banana", to=tmp_path / "x")
        with pytest.raises(PolicyDenied):
            await narrow.reports.download(report_type=LISTINGS, to=tmp_path / "x")
    assert not len(emulator.requests)


async def test_an_address_that_expired_meanwhile_is_asked_for_anew(connector, emulator, run, tmp_path):
    report_id = (await run()).meta.report_id
    report = (await connector.execute("reports", "get", {"report_id": report_id})).one
    place = await connector.execute("reports", "document", {"report_document_id": report["reportDocumentId"]})
    emulator.clock.advance(301)
    emulator.requests.clear()
    emulator.faults.add("status", operation=DOCUMENT, status=200, body=place.one)
    saved = await connector.reports.download(report_id=report_id, to=tmp_path / "all.txt")
    assert saved.size
    assert [request.status for request in emulator.requests.matching(operation=FETCH)] == [403, 200]
    assert len(emulator.requests.matching(operation=DOCUMENT)) == 2
    assert not emulator.requests.matching(operation=CREATE)


async def test_a_report_that_failed_says_what_its_document_says(connector, emulator, tmp_path):
    emulator.reports.fail_next()
    with pytest.raises(UpstreamError, match=r"FATAL.*document says: .*made the report fail") as failure:
        await connector.reports.download(report_type=LISTINGS, to=tmp_path / "all.txt")
    assert not failure.value.retryable
    assert not list(tmp_path.iterdir())


async def test_what_took_too_long_goes_on_by_its_id(connect, connector, emulator, tmp_path):
    with pytest.raises(DeadlineExceeded) as failure:
        await connector.reports.download(report_type=LISTINGS, to=tmp_path / "all.txt", timeout=4)
    async with connect() as other:
        saved = await other.reports.download(**failure.value.resume["params"], to=tmp_path / "all.txt")
    assert saved.size
    assert len(emulator.requests.matching(operation=CREATE)) == 1


async def test_a_process_that_is_killed_while_saving_leaves_no_half_file_and_goes_on_by_the_id(
    connector, emulator, served, tmp_path
):
    report_id = (await connector.execute("reports", "create", {"report_type": LISTINGS})).one["reportId"]
    emulator.reports.compress = True
    path, reached = tmp_path / "all.txt", tmp_path / "reached"
    os.mkfifo(reached)
    client = subprocess.Popen(  # noqa: ASYNC220 - it is waited for in a thread
        [sys.executable, CLIENT, "held", report_id, path, reached], env=os.environ | _there(emulator)
    )
    try:
        await asyncio.to_thread(reached.read_text)  # it is in the middle of the file now
    finally:
        client.send_signal(signal.SIGKILL)
        await asyncio.to_thread(client.wait)
    assert not path.exists()
    saved = await connector.reports.download(report_id=report_id, to=path)
    assert len(path.read_text(saved.encoding).splitlines()) == 41
    assert len(emulator.requests.matching(operation=CREATE)) == 1


def _there(emulator) -> dict[str, str]:
    account = emulator.credentials | {"base_url": emulator.url, "token_url": emulator.token_url}
    return {"REPORTS_ACCOUNT": json.dumps(account)}


@pytest.mark.parametrize("how", ["iterate", "save"])
async def test_neither_a_saved_nor_an_iterated_report_of_300_mb_takes_64_mib(
    connector, emulator, served, tmp_path, how
):
    member = gzip.compress(b"".join(b"%d\tname %x\t%d\r\n" % (n, n * 7919, n * n) for n in range(40_000)))
    served(gzip.compress(b"id\tname\tsquare\r\n") + member * 270, None, gzipped=True)
    report_id = (await connector.execute("reports", "create", {"report_type": LISTINGS})).one["reportId"]
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, CLIENT, how, report_id, tmp_path / "all.txt"],
        env=os.environ | _there(emulator),
        capture_output=True,
        text=True,
        check=True,
    )
    said, growth = done.stdout.splitlines()
    assert said == ("10800000 rows" if how == "iterate" else "320349346 bytes")
    assert int(growth) < 64


async def test_rows_are_iterated_from_an_offset(connector):
    rows = [row async for row in connector.reports.iterate_run(report_type=LISTINGS)]
    some = [row async for row in connector.reports.iterate_run(report_type=LISTINGS, offset=30)]
    assert rows[30:] == some


async def test_large_documents_lie_in_a_file_that_no_path_leads_to(tmp_path, monkeypatch):
    from toolspan.transport.body import IN_MEMORY, Spool

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spool = Spool()
    spool.write(b"a" * IN_MEMORY)
    spool.write(b"b" * 10)
    assert not list(tmp_path.iterdir())
    assert spool.read(IN_MEMORY - 1, 3) == b"abb"
    assert sum(map(len, spool.pieces())) == spool.size == IN_MEMORY + 10


ODD = (
    b'"seller-sku"\t"item-name"\t"price"\r\n'
    b'"1"\t"Monitor 24""\t"1,234"\r\n"2"\t"caf\xe9"\r\n"3"\t"=1+1"\t"5.00"\t"more"\r\n'
)


@pytest.mark.parametrize("typed", [False, True])
async def test_whoever_iterates_gets_the_rows_and_the_warnings_of_run(connector, run, served, caplog, typed):
    served(ODD, None)
    page = await run(typed=typed)
    rows = connector.reports.iterate_run(report_type=LISTINGS, typed=typed)
    values = [{name: as_json(value) for name, value in row.items()} async for row in rows]
    assert values == page.data
    assert rows.warnings == page.meta.warnings
    told = [
        record.getMessage()
        for record in caplog.records
        if record.name == "toolspan" and record.levelno >= logging.WARNING
    ]
    assert [f"reports.iterate_run: {warning}" for warning in rows.warnings] == told
    said = " ".join(rows.warnings)
    for word in (
        "read as cp1252",
        "fewer cells",
        "more cells",
        "formula",
        *(("stay text: price (1)",) if typed else ()),
    ):
        assert word in said


async def test_rows_that_were_iterated_by_pages_carry_each_warning_once(connector, run, served):
    served(ODD, None)
    page = await run()
    rows = connector.iterate("reports", "run", {"report_type": LISTINGS, "limit": 1})
    assert [row async for row in rows] == page.data
    assert rows.warnings == page.meta.warnings


async def test_the_blocking_face_says_them_too(connect, connector, run, served):
    served(ODD, None)
    page = await run(typed=True)

    def script():
        with connect().sync as sync:
            rows = sync.reports.iterate_run(report_type=LISTINGS, typed=True)
            return [list(row) for row in rows], rows.warnings

    rows, warnings = await asyncio.to_thread(script)
    assert rows == [list(row) for row in page.data]
    assert warnings == page.meta.warnings


async def test_values_asked_for_in_columns_that_nothing_is_known_of_are_told_everywhere(
    connector, run, served
):
    served(b"SKU-Code;Preis\r\n1;2,00\r\n", None)
    page = await run(typed=True)
    rows = connector.reports.iterate_run(report_type=LISTINGS, typed=True)
    assert [row async for row in rows] == page.data == [{"SKU-Code": "1", "Preis": "2,00"}]
    assert (
        rows.warnings
        == page.meta.warnings
        == ["toolspan knows none of the columns of this document: its cells are text."]
    )


async def test_json_in_a_table_type_gives_its_records_everywhere(connector, run, served):
    served(b'{"rows": [{"a": 1}, {"a": 2}]}', None)
    page = await run()
    rows = connector.reports.iterate_run(report_type=LISTINGS)
    assert [row async for row in rows] == page.data == [{"a": 1}, {"a": 2}]
    assert rows.warnings == page.meta.warnings
    assert "is JSON, though its type is a table" in page.meta.warnings[0]
