"""The bulk actions that can still be undone; their messages are held back until then."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from corved.messages.desk import Letter


@dataclass(frozen=True)
class Held:
    """A bulk action that can still be undone.

    kind: of action. letter: one of its messages. count: how many messages are held back.
    """

    kind: str
    about: UUID
    letter: Letter
    count: int

    @property
    def way_back(self) -> tuple[str, str] | None:
        """Return the URL where the action is undone, and the text of the link."""
        words = self.letter.due.words
        if self.kind == "closure":
            return url_for("admin.closure_removal", closure_id=self.about), "Undo this closure or leave"
        if self.kind == "tutor_changed":
            former = self.letter.due.notes["tutor"]
            return url_for("admin.leaving", person_id=former), f"Undo the change of tutor for {words['learner']}"
        if self.kind == "substitute":
            return url_for("admin.match", match_id=self.about), f"Give the sessions of {words['learner']} back"
        if self.kind == "sessions_generated":
            return url_for("admin.run", run_id=self.about), "Undo creating these sessions"
        return None


def held_acts(letters: list[Letter]) -> list[Held]:
    """Return each bulk action that can still be undone, once."""
    acts: dict[tuple[str, UUID], list[Letter]] = {}
    for each in letters:
        kind = each.due.situation.removesuffix("_family").removesuffix("_tutor").removesuffix("_former")
        acts.setdefault((kind, each.due.about), []).append(each)
    return [Held(kind, about, found[0], len(found)) for (kind, about), found in acts.items()]
