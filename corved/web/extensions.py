"""The Flask extensions that blueprints use: the limiter of requests and the check of form tokens."""

from __future__ import annotations

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

limiter = Limiter(get_remote_address, storage_uri="memory://")
csrf = CSRFProtect()
