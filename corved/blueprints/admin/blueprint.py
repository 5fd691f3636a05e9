"""The blueprint that every page of the admin's adds its views to."""

from flask import Blueprint

admin = Blueprint("admin", "corved.blueprints.admin", url_prefix="/admin")
