"""The tables of the job queue, and where it can be used."""

from __future__ import annotations

from itertools import islice, pairwise
from pathlib import Path

import psycopg
import pytest

from toolspan.errors import ConfigurationError
from toolspan.server import settings
from toolspan.server.runtime import job_queue

schema = pytest.importorskip("procrastinate.schema")
FILES = sorted(Path(schema.SchemaManager.get_migrations_path()).glob("*.sql"))
FOUND = (
    "SELECT obj_description('procrastinate_jobs'::regclass), to_regproc('procrastinate_retry_job_v2')::text"
)


async def test_the_tables_are_made_once(own_postgres: str) -> None:
    await job_queue._make_tables(own_postgres)
    await job_queue._make_tables(own_postgres)
    with psycopg.connect(own_postgres) as connection:
        comment, function = connection.execute(FOUND).fetchone()
    assert comment.startswith("toolspan: procrastinate 03.")
    assert function == "procrastinate_retry_job_v2"


async def test_the_tables_of_an_older_version_are_brought_to_the_installed_one(own_postgres: str) -> None:
    files = FILES
    with psycopg.connect(own_postgres, autocommit=True) as connection:
        for file in files:
            if file.name < "03.00":
                connection.execute(file.read_text())
        connection.execute("COMMENT ON TABLE procrastinate_jobs IS 'toolspan: procrastinate 02.14.01.01'")
        assert connection.execute(FOUND).fetchone()[1] is None
    await job_queue._make_tables(own_postgres)
    with psycopg.connect(own_postgres) as connection:
        comment, function = connection.execute(FOUND).fetchone()
    assert function == "procrastinate_retry_job_v2"
    assert comment.endswith(".".join(files[-1].name.split("_")[:2]))


async def test_tables_of_another_program_are_left_alone(own_postgres: str) -> None:
    with psycopg.connect(own_postgres) as connection:
        connection.execute(schema.SchemaManager.get_schema())
    with pytest.raises(ConfigurationError, match="another program"):
        await job_queue._make_tables(own_postgres)


def test_jobs_of_dead_processes_are_looked_for_every_ten_seconds(tmp_path: Path) -> None:
    found = settings(data_dir=tmp_path, database_url="postgresql://127.0.0.1/none", jobs="procrastinate")
    runner = job_queue.QueueRunner(None, None, {}, found)  # type: ignore[arg-type]
    (task,) = runner._app.periodic_registry.periodic_tasks.values()
    moments = islice(task.croniter.all_next(float, start_time=1_795_876_060.0), 500)
    assert {later - earlier for earlier, later in pairwise(moments)} == {10.0}


def test_sqlite_has_no_queue(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="needs PostgreSQL"):
        job_queue.check_usable(settings(data_dir=tmp_path, jobs="procrastinate"))


def test_without_the_extra_the_error_names_the_install_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_queue, "find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError) as caught:
        job_queue.check_usable(settings(data_dir=tmp_path, jobs="procrastinate"))
    assert "toolspan[server,jobs]" in caught.value.hint
