"""PostgreSQL as the machine has it: a database of its own for whoever asks."""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.required import absent

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRES = os.environ.get("TOOLSPAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The URL of a new database, dropped afterwards."""
    try:
        import psycopg
    except ImportError:  # an environment without the extras that need it
        absent("needs psycopg")
    try:
        admin = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        absent(f"needs PostgreSQL at {POSTGRES.rpartition('@')[2]}: {str(error).splitlines()[0]}")
    name = f"toolspan_test_{uuid.uuid4().hex[:12]}"
    with admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield f"{POSTGRES.rpartition('/')[0]}/{name}"
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
