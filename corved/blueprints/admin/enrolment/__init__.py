"""The pages of requests, months, payments and imports."""

from corved.blueprints.admin.enrolment import cancellations, enrolments, imports, payments, refunds, renewals, requests  # noqa: F401 - each adds its views to `admin`
