"""The pages that set up the next month."""

from corved.blueprints.admin.months import month  # noqa: F401 - each adds its views to `admin`
