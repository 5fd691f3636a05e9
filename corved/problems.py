"""Domain errors. What page or fragment each becomes is in corved/web/error_pages.py.

A view catches a Problem, which a person can read and act on. NotHere and SignedOut pass through every view.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError


class Refusal(Exception):
    """A request that is refused. str() of it is a sentence for the person; `status` is the HTTP status."""

    status = 422


class Problem(Refusal):
    """A request that cannot be done as asked. field: the name of the form field it is about, or None."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class AskFirst(Problem):
    """A request that looks like a mistake. It is done when somebody confirms it."""


class NotHere(Refusal):
    """The thing does not exist, or belongs to somebody else: the two look alike."""

    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such page for your account.")


class SignedOut(Refusal):
    """The person was signed out in the meantime."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Your sign-in has ended. Sign in again.")


class TooManyAttempts(Problem):
    """Too many sign-in attempts for this account."""

    status = 429


class Changed(Problem):
    """Somebody else changed the thing first, so nothing was overwritten."""

    status = 409


class Busy(Problem):
    """Somebody else is changing the same thing, and it takes too long to wait for them."""

    status = 503

    def __init__(self) -> None:
        super().__init__("Somebody is changing this right now. Nothing was saved. Wait a moment, then try again.")


class Clash(Problem):
    """The tutor or the learner has another session at that time; the message names it."""


# SQLSTATE of our own functions, and of an overlap, as problems.
BY_SQLSTATE: dict[str, type[SignedOut | NotHere]] = {"CE401": SignedOut, "CE404": NotHere}
SETTLED = "sessions_settled_is_owed"
SETTLED_WORDS = "This session has a planned make-up or is resolved already. Undo that first, on the session’s page."
LAST_ADMIN = "CE426"
LAST_ADMIN_WORDS = "This is the last admin. Make somebody else an admin first."
OVERLAPS = {"sessions_tutor_free": "tutor", "sessions_learner_free": "student"}


def sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", "") or "")


def violated_constraint(error: DBAPIError) -> str:
    """Return the name of the constraint that a statement violated, or ''."""
    return str(getattr(getattr(error.orig, "diag", None), "constraint_name", "") or "")
