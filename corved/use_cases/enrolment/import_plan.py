"""Turns the rows of an import into people, learners and courses to be written, and says what is unusual about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from corved import clock
from corved.audit import record
from corved.database.session import db
from corved.models import (
    Academy,
    Currency,
    Learner,
    Level,
    Package,
    Price,
    Request,
    Subject,
    TutorProfile,
    TutorSubject,
    User,
    UserRole,
)
from corved.problems import Problem
from corved.queries.enrolment.import_facts import ImportFacts, KnownPerson, import_facts
from corved.scheduling.local_time import date_label, local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable
from corved.use_cases.enrolment.import_offers import Offers
from corved.use_cases.enrolment.payment_steps import Money, new_payment
from corved.use_cases.enrolment.pricing import AgreedPrice
from corved.use_cases.enrolment.steps import Terms, Wish, new_match, new_package, new_request, twice
from corved.use_cases.timetable.keep_schedule import versions
from corved.values.money import money, part_of
from corved.values.short_names import look_alike


class Row(Protocol):
    """A row of the spreadsheet (corved.forms.enrolment.import_row.ImportRow).

    What could not be read is None, 0 or ''; is_read then is False.
    """

    number: int
    kind: str
    name: str
    email: str
    whatsapp: str | None
    zone: str
    learner: str
    subject: str
    level: str
    tier: int
    first_day: date | None
    paid: int
    price: int | None
    currency: str
    held_before: int
    tutor_email: str
    meet_link: str | None
    pattern: Pattern | None

    @property
    def address(self) -> str: ...

    @property
    def is_read(self) -> bool: ...


@dataclass
class Imported:
    """The result of an import: what was created, or would be, and what is wrong.

    lines, notices: (row, in words). problems: (row, column, what to do). unknown: what the academy does not offer
    yet, by kind: subject, level, sessions (of a month), minutes (of a session).
    lacks_consent: nothing was written, because nobody said that this is to be added.
    """

    lines: list[tuple[int, str]] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    lacks_consent: bool = False
    notices: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


class ImportPlan:
    """One import: what is known, what the rows add to the session, and what is said about them.

    sold: each request with its month. patterns: rows of match_patterns.
    """

    def __init__(self, done: Imported, rows: Sequence[Row]) -> None:
        self.done = done
        self.rows = sorted(rows, key=lambda row: row.kind != "tutor")
        self.offers = Offers()
        self.currency = db.scalars(select(Academy.currency)).one()
        self.currencies = set(db.scalars(select(Currency.code)))
        self.prices = {(each.sessions, each.currency): each.amount for each in db.scalars(select(Price))}
        addresses = {each for row in rows for each in (row.address, row.tutor_email) if each}
        links = {row.meet_link for row in rows if row.meet_link}
        numbers = {row.whatsapp for row in rows if row.whatsapp}
        self.known: ImportFacts = import_facts(addresses=addresses, numbers=numbers, links=links)
        self.sold: list[tuple[Request, Package]] = []
        self.patterns: list[dict[str, Any]] = []
        self.unread_tutors = {row.address for row in rows if row.kind == "tutor" and not row.is_read}

    def add_rows(self) -> None:
        """Add to the session what every row creates, tutors first; nothing is written yet."""
        for row in self.rows:
            if row.kind in {"tutor", "course"}:
                self._tutor(row) if row.kind == "tutor" else self._course(row)

    def _tutor(self, row: Row) -> None:
        subject, level = self._offers_of(row)
        if subject is None or level is None or not (row.address and row.name and row.zone):
            return
        person = self._person(row, "tutor")
        self._approve(person, subject.id, level.id)
        known = "Tutor" if person.row == row.number else "Known tutor"
        self.done.lines.append((row.number, f"{known}: {person.full_name}, {subject.name}"))

    def _course(self, row: Row) -> None:
        (subject, level), tutor = self._offers_of(row), self._tutor_of(row)
        if not row.is_read or subject is None or level is None or tutor is None or row.first_day is None:
            return
        account = self._person(row, "student" if row.learner == row.name else "parent")
        if row.currency not in self.currencies:
            self.offers.add_currency(row.currency, partial(self._say, row))
            self.currencies.add(row.currency)
        if row.currency != account.currency:
            words = f"{account.full_name} pays in {account.currency}. Enter {account.currency} and its amounts."
            self._refuse(row, Problem(words, "currency"))
            return
        learner_id = self.known.learners.get((account.id, row.learner))
        if learner_id is None:
            self._notice_look_alike(row, account)
            learner_id = self.known.learners[account.id, row.learner] = uuid4()
            db.add(Learner(id=learner_id, account_user_id=account.id, full_name=row.learner))
        key = (learner_id, subject.id, level.id)
        if key in self.known.courses:
            self._refuse(row, twice(row.learner, subject.name))
            return
        self.known.courses.add(key)
        if (subject.id, level.id) not in tutor.teaches or not tutor.is_approved:
            what = f"{subject.name}, {level.name}"
            self._say(row, f"{tutor.full_name} is not approved for {what} yet. The import approves them.")
            self._approve(tutor, subject.id, level.id)
        self._sell(row, Wish(learner_id, subject.id, level.id), account, tutor)
        who = f"{'New' if account.row == row.number else 'Known'} family: {account.full_name}"
        what = (
            f"{row.learner}, {subject.name}, {row.tier} sessions from {date_label(row.first_day)} {row.first_day.year}"
        )
        self.done.lines.append((row.number, f"{who}. {what}"))

    def _notice_look_alike(self, row: Row, account: KnownPerson) -> None:
        for account_id, name in self.known.learners:
            if account_id == account.id and look_alike(name, row.learner):
                self._say(row, f"The family has a learner {name} already. {row.learner} is added as another one.")

    def _sell(self, row: Row, wish: Wish, account: KnownPerson, tutor: KnownPerson) -> None:
        """Add request, month, payment and match, and notice what is unusual about them."""
        assert row.first_day is not None
        today = local_date(clock.now(), row.zone)
        if row.first_day < today:
            self._say(row, f"The first day, {date_label(row.first_day)} {row.first_day.year}, is in the past.")
        request = new_request(wish)
        try:
            terms = Terms(row.tier, row.first_day, price=row.price, held_before=row.held_before)
        except Problem as problem:
            self._refuse(row, problem)
            return
        listed = self.prices.get((row.tier, account.currency))
        price = listed if row.price is None else row.price
        agreed = AgreedPrice(price, account.currency, "" if price == listed else "As imported", listed)
        if agreed.reason and listed is not None and price is not None:
            what = (
                f"The price is {money(price, account.currency)}; the price list says {money(listed, account.currency)}."
            )
            self._say(row, what)
        package = new_package(request, terms, agreed)
        self.sold.append((request, package))
        if row.paid:
            new_payment(package, Money(row.paid, min(row.first_day, today)))
            if package.price is not None and row.paid != package.price:
                self._say(row, f"{part_of(row.paid, package.price, account.currency)} is paid.")
        if row.meet_link in self.known.links:
            self._say(row, f"This Meet link belongs to {self.known.links[row.meet_link]}, too.")
        elif row.meet_link:
            self.known.links[row.meet_link] = f"{row.learner} with {tutor.full_name}"
        match = new_match(request, tutor.id, row.meet_link)
        record("match.made", match_id=match.id, details={"tutor_user_id": str(tutor.id)})
        if row.pattern is not None:
            self.patterns += versions(match.id, Timetable.of(row.pattern), row.first_day)

    def _person(self, row: Row, role: str) -> KnownPerson:
        """Return the person with this e-mail address or number, new or known, and give them the role."""
        person = self.known.people.get(row.address)
        if person is None:
            person = KnownPerson(
                uuid4(), row.name, row.email or None, row.whatsapp, row.zone, row.currency, row=row.number
            )
            self._notice_number(row)
            self.known.people[row.address] = person
            values = {"full_name": row.name, "email": row.email or None, "whatsapp": row.whatsapp, "timezone": row.zone}
            own = row.currency if row.kind == "course" and row.currency != self.currency else None
            db.add(User(id=person.id, currency=own, **values))
            record("person.created", entity_id=person.id, details={"full_name": row.name, "roles": [role]})
        self._compare(row, person)
        if role not in person.roles:
            person.roles.add(role)
            db.add(UserRole(user_id=person.id, role=role))
        return person

    def _notice_number(self, row: Row) -> None:
        """Notice where somebody else has the number of a new person."""
        for each in self.known.people.values():
            if row.whatsapp and each.whatsapp == row.whatsapp:
                self._say(row, f"{each.full_name} has the same number. {row.name} is added as a different person.")

    def _compare(self, row: Row, person: KnownPerson) -> None:
        """Notice where the row says something else than what is kept, or than an earlier row."""
        where = f"Row {person.row}" if person.row is not None else "CorvEd"
        for what, typed, kept in (
            ("name", row.name, person.full_name),
            ("number", row.whatsapp, person.whatsapp),
            ("zone", row.zone, person.timezone),
        ):
            if typed and typed != kept:
                differs = f"has a different {what} for {row.address}: “{kept}” is kept, “{typed}” is not imported."
                lacks = f"has no {what} for {row.address}. “{typed}” is not imported; add it on the person’s page."
                self._say(row, f"{where} {differs if kept else lacks}")

    def _approve(self, person: KnownPerson, subject_id: UUID, level_id: UUID) -> None:
        if not person.is_approved:
            person.is_approved = True
            profile = upsert(TutorProfile).values(user_id=person.id, is_approved=True)
            if person.row is None:
                db.execute(profile.on_conflict_do_update(index_elements=["user_id"], set_={"is_approved": True}))
            else:
                db.add(TutorProfile(user_id=person.id, is_approved=True))
        if (subject_id, level_id) not in person.teaches:
            person.teaches.add((subject_id, level_id))
            db.add(TutorSubject(tutor_user_id=person.id, subject_id=subject_id, level_id=level_id))

    def _offers_of(self, row: Row) -> tuple[Subject | Level | None, Subject | Level | None]:
        """Return the row's subject and level; None where one is not written or cannot be used, which is a problem."""
        say = partial(self._say, row)
        offers: list[Subject | Level | None] = [None, None]
        for place, (kind, typed) in enumerate((("subject", row.subject), ("level", row.level))):
            with self._refusing(row):
                offers[place] = self.offers.named(kind, typed, say) if typed else None
        with self._refusing(row):
            if row.kind == "course" and row.tier:
                self.offers.numbered("sessions", row.tier, say)
        with self._refusing(row):
            if row.pattern is not None:
                self.offers.numbered("minutes", row.pattern.duration_mins, say)
        subject, level = offers
        return subject, level

    @contextmanager
    def _refusing(self, row: Row) -> Iterator[None]:
        try:
            yield
        except Problem as problem:
            self._refuse(row, problem)

    def _tutor_of(self, row: Row) -> KnownPerson | None:
        found = self.known.people.get(row.tutor_email)
        if found is not None and "tutor" in found.roles:
            return found
        if row.tutor_email and row.tutor_email not in self.unread_tutors:
            self._refuse(row, Problem("No tutor has this e-mail or number. Add a row for the tutor.", "tutor_email"))
        return None

    def _say(self, row: Row, words: str) -> None:
        self.done.notices.append((row.number, words))

    def _refuse(self, row: Row, problem: Problem) -> None:
        self.done.problems.append((row.number, problem.field or "", str(problem)))
