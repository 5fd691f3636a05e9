"""The blueprint to which every admin page adds its views."""

from flask import Blueprint

admin = Blueprint("admin", "corved.blueprints.admin", url_prefix="/admin")
