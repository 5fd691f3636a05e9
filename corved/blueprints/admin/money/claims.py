"""Answering a family that said it has paid: nothing arrived. What did arrive is recorded as a payment."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.problems import Problem
from corved.use_cases.money.reject_claim import reject_claim
from corved.web import htmx

LONGEST = 500


@admin.post("/payment-claims/<uuid:claim_id>/rejection")
def create_rejection(claim_id: UUID) -> Response:
    try:
        reject_claim(claim_id=claim_id, answer=" ".join(request.form.get("answer", "").split())[:LONGEST])
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.payments"))
    flash("The family reads your answer on their page.")
    return htmx.go_to(url_for("admin.payments"))
