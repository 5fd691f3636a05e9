"""The pages of closures and leave."""

from corved.blueprints.admin.closures import closures  # noqa: F401 - each adds its views to `admin`
