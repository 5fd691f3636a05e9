"""No page reads a whole table of those that grow for ever: PostgreSQL says how it finds what each page asks for.

An academy of 54,000 sessions is large enough for that choice. `make bench` asks the same at a million.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from corved import clock
from corved.database.embedded import EmbeddedPostgres
from tests.bench import NOW, fill, superuser
from tests.bench_pages import readers
from tests.databases import prepare
from tests.plans import EXAMPLES, tables_read_whole

FAMILIES = 500


@pytest.fixture(scope="module")
def found():
    """By page, the statements that read a whole table, in a cluster of their own."""
    with tempfile.TemporaryDirectory(prefix="corved-test-") as folder:
        Path(folder).chmod(0o711)
        cluster = EmbeddedPostgres(Path(folder) / "cluster", settings={"fsync": "off", "synchronous_commit": "off"})
        cluster.start()
        try:
            prepare(cluster)
            fill(cluster, "corved", FAMILIES)
            with superuser(cluster) as connection, clock.at(NOW):
                people, match = readers(connection)
                connection.execute("vacuum analyze")
                yield tables_read_whole(cluster, connection, people, match)
        finally:
            cluster.stop()


@pytest.mark.parametrize("page", EXAMPLES)
def test_a_page_finds_its_rows_by_an_index(found, page):
    assert found[page] == []
