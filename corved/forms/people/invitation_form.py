"""The form that accepts an invitation."""

from __future__ import annotations

from corved.forms.fields import new_password_field, zone_field
from corved.forms.form import Form


class InvitationForm(Form):
    timezone = zone_field()
    password = new_password_field()
