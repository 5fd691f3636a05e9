"""The pages of requests, months, payments and imports."""

from corved.blueprints.admin.enrolment import enrolments, imports, payments, renewals, requests  # noqa: F401 - each adds its views to `admin`
