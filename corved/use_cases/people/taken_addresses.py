"""Says whose address or number somebody has already."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from corved.problems import Problem, violated_constraint


def as_taken(error: DBAPIError, email: str | None) -> Exception:
    """Return the Problem that a person's address or number is taken, or the error itself where it is another one."""
    match violated_constraint(error):
        case "users_email_key":
            return Problem(f"Somebody has the e-mail {email} already.", "email")
        case "users_number_without_email":
            return Problem("Somebody without an e-mail address signs in with this number already.", "whatsapp")
    return error
