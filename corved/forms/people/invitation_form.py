"""The form that accepts an invitation."""

from __future__ import annotations

from flask_wtf import FlaskForm

from corved.forms.fields import new_password_field, zone_field


class InvitationForm(FlaskForm):
    timezone = zone_field()
    password = new_password_field()
