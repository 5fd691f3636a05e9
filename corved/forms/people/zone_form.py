"""The form of a person's zone."""

from __future__ import annotations

from corved.forms.fields import zone_field
from corved.forms.form import Form


class ZoneForm(Form):
    timezone = zone_field()
