"""The pages of a match: link, tutor, schedule changes, stopping."""

from corved.blueprints.admin.matches import (  # noqa: F401 - each adds its views to `admin`
    courses,
    matches,
    meet_links,
    reassignments,
    schedule_changes,
    stops,
    substitutes,
    withdrawals,
)
