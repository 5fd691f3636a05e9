"""The pages that plan a schedule."""

from corved.blueprints.admin.timetable import preview, receipt_lines, schedules  # noqa: F401 - each adds its views to `admin`
