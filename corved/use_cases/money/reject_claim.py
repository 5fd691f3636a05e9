"""Answers a family that said it has paid: the payment did not arrive."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import PaymentClaim
from corved.problems import Changed, NotHere, Problem


def reject_claim(*, claim_id: UUID, answer: str) -> None:
    """Reject it. The family reads the answer, and may say again that it has paid.

    Raises Problem without an answer, Changed where somebody answered already, NotHere.
    """
    if not answer.strip():
        raise Problem("Enter what the family should read, such as: no payment has arrived yet.")
    with transaction():
        claim = db.scalar(select(PaymentClaim).where(PaymentClaim.id == claim_id).with_for_update())
        if claim is None:
            raise NotHere
        if claim.payment_id is not None or claim.rejected_at is not None:
            raise Changed("Somebody answered this already.")
        claim.rejected_at, claim.answer = clock.now(), answer.strip()
        record("package.claim_rejected", entity_id=claim.package_id, reason=claim.answer)
