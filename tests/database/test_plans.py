"""No page reads a whole table of those that grow for ever: PostgreSQL says how it finds what each page asks for.

An academy of 54,000 sessions is large enough for that choice. `make bench` asks the same at a million.
"""

from __future__ import annotations

import pytest

from corved import clock
from tests.bench import NOW
from tests.bench_sizes import academy
from tests.plans import EXAMPLES, tables_read_whole

FAMILIES = 500


@pytest.fixture(scope="module")
def found():
    """By page, the statements that read a whole table, in a cluster of their own."""
    with academy(FAMILIES) as large, clock.at(NOW):
        yield tables_read_whole(*large)


@pytest.mark.parametrize("page", EXAMPLES)
def test_a_page_finds_its_rows_by_an_index(found, page):
    assert found[page] == []
