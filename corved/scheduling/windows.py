"""A package's window: which month was bought."""

from __future__ import annotations

from datetime import date, timedelta

import arrow

from corved.scheduling.generator import Window


def one_month(first: date) -> Window:
    """From `first` to the day before the same day of the next month: 3 February to 2 March, inclusive."""
    after = arrow.Arrow.fromdate(first).shift(months=1).date()
    return Window(first, after - timedelta(days=1))
