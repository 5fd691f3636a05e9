"""The pages of the academy: settings, history, export."""

from corved.blueprints.admin.academy import academy, audit, catalogue, exports, find  # noqa: F401 - each adds its views to `admin`
