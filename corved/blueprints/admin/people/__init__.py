"""The pages of people and invitations."""

from corved.blueprints.admin.people import hours, invitations, learners, people, people_list, person_changes  # noqa: F401 - each adds its views to `admin`
