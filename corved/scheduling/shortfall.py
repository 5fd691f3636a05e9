"""Says in a few words why fewer sessions fit than the package has."""

from __future__ import annotations

from collections import Counter

from corved.scheduling.plan import Lost, Plan


def shortfall(plan: Plan) -> str:
    """Return a short reason: `6 of 8 fit: 2 Eid ul-Fitr` or `5 of 8 fit: 3 window ends`."""
    causes = Counter(_cause(each) for each in plan.lost)
    lost = ", ".join(f"{count} {words}" for words, count in causes.most_common())
    return f"only {len(plan.sessions)} of {plan.wanted} sessions fit ({lost})"


def _cause(lost: Lost) -> str:
    if lost.closed is not None:
        return f"on “{lost.closed.name}”"
    if lost.by:
        return f"when {lost.by[0].label}"
    return {"window_ends": "after the last day", "past": "in the past"}.get(lost.cause, lost.cause.replace("_", " "))
