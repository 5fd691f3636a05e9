"""Messages about packages: payments, a new match and its month, the end of a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy import RowMapping

from corved.database.query_files import query
from corved.database.session import db
from corved.messages.message import DueMessage, Person, whose
from corved.messages.month_messages import match_confirmed, month_messages, months_of
from corved.scheduling.local_time import date_label
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.time_limits import FOLLOW_UP, ONE_DAY
from corved.values.money import money

RECEIVED = "payment_received"
PACKAGES = query(__file__, "package_messages")


def due_of_packages(now: datetime) -> list[DueMessage]:
    """Return the messages due for packages: payments, months that were created, packages that end within days.

    The text about a new course says what arrived; no other is due for that until it is sent.
    """
    rows = _packages(now)
    months = list(_of_months(rows, now))
    in_one = {UUID(each.version.split()[0]) for each in months if each.situation == "match_confirmed_family"}
    money = (each for row in rows for each in _of_money(row, now))
    return [*(each for each in money if each.situation != RECEIVED or each.about not in in_one), *months]


def all_of_packages(now: datetime, *, match_id: UUID | None = None, request_id: UUID | None = None) -> list[DueMessage]:
    """Return every message about the packages of one match or one request, due or not."""
    rows = _packages(now, match_id=match_id, request_id=request_id)
    return [
        *(each for row in rows for each in _of_money(row, now, everything=True)),
        *_of_months(rows, now, everything=True),
    ]


def _packages(now: datetime, **of: UUID | None) -> Sequence[RowMapping]:
    """Load the packages of one match, of one request, or all that a message may be due for."""
    today = now.date()
    values = {
        "today": today - ONE_DAY,
        "ending": today + ENDING_DAYS * ONE_DAY,
        "now": now,
        "lately": now - FOLLOW_UP,
        "everything": any(of.values()),
    }
    return db.execute(PACKAGES, {"match_id": None, "request_id": None, **values, **of}).mappings().all()


def _of_money(row: RowMapping, now: datetime, *, everything: bool = False) -> Iterator[DueMessage]:
    family = Person.of(row["family"])
    package = {
        "name": family.short_name,
        "academy": row["academy"],
        "learner": family.calls(row["learner"]),
        "whose": whose(row["learner"], family),
        "subject": row["subject"],
        "level": row["level"],
        "sessions": str(row["tier"]),
        "first_day": date_label(row["start_date"], now.date()),
        "last_day": date_label(row["end_date"], now.date()),
        "amount": money(row["due"], row["currency"]),
        "ways": row["ways"] or "",
        "price": money(row["price"] or row["due"], row["currency"]),
        "paid": money(row["received"], row["currency"]) if row["received"] else "",
    }
    about, match_id = row["package_id"], row["match_id"]
    if row["is_due"]:
        yield DueMessage("payment_instructions", about, family, package["amount"], row["created_at"], package, match_id)
    if row["paid"] is not None:
        key, amount, at = row["paid"]
        paid_at = datetime.fromisoformat(at)
        # The first month's payment is told with its sessions, in one text.
        is_in_the_first = row["is_first"] and row["generated_at"] is not None and paid_at <= row["generated_at"]
        is_lately = paid_at > now - FOLLOW_UP and not row["is_refunded"]
        if everything or (is_lately and not is_in_the_first):
            words = package | {"amount": money(amount, row["currency"])}
            yield DueMessage(RECEIVED, about, family, key, paid_at, words, match_id)
    ends = row["end_date"] <= now.date() + ENDING_DAYS * ONE_DAY
    if ends and row["may_renew"] and row["status"] == "active" and match_id is not None:
        asked = datetime.combine(row["end_date"] - ENDING_DAYS * ONE_DAY, time(), UTC)
        yield DueMessage("renewal", about, family, f"{row['end_date']}", asked, package, match_id)


def _of_months(rows: Sequence[RowMapping], now: datetime, *, everything: bool = False) -> Iterator[DueMessage]:
    months = [month for row in rows if row["generated_at"] and row["versions"] for month in months_of(row)]
    if not everything:
        months = [each for each in months if each.generated_at > now - FOLLOW_UP and each.starts[-1][1] > now]
    for month in months:
        if month.is_first:
            yield from match_confirmed(month, everything=everything)
    yield from month_messages(months, everything=everything)
