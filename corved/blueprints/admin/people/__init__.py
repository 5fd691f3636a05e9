"""The pages of people and invitations."""

from corved.blueprints.admin.people import (  # noqa: F401 - each adds its views to `admin`
    hours,
    invitations,
    learners,
    leaving,
    people,
    people_list,
    person_changes,
    tutor_requests,
)
