"""The form that every other is made of: its library's own words are said in ours."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

CHOOSE = "Choose one of these."
# What WTForms says of a text that a field cannot read → what to do instead.
WORDS = {
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": "“%(value)s” is not one of these. Choose again.",
    "Not a valid integer value.": "Enter a whole number, like 3.",
    "Not a valid date value.": "Enter a day like 2027-03-02.",
    "Not a valid time value.": "Enter a time like 19:00.",
}


class _OurWords:
    """Translates the library's words, as WTForms asks for it."""

    def gettext(self, words: str) -> str:
        return WORDS.get(words, words)

    def ngettext(self, one: str, _several: str, _count: int) -> str:
        return self.gettext(one)


class Form(FlaskForm):
    """A form with a CSRF token, whose problems are said in plain words.

    A text longer than `longest` is dropped before any field reads it, and refused.
    """

    longest = 20_000
    too_long: frozenset[str] = frozenset()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every field; what was too long is refused, whatever else is right."""
        is_right = super().validate(*args, **kwargs)
        for field in self:
            if field.name in self.too_long:
                field.errors = [f"That is too long: at most {self.longest:,} characters."]
        return is_right and not self.too_long

    class Meta(FlaskForm.Meta):
        """Gives the library our words instead of its translations, and drops texts that are too long.

        currency: of the form's amounts.
        """

        currency = "PKR"

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what was sent, without texts that are too long."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None or not hasattr(sent, "items"):
                return sent
            pairs = list(sent.items(multi=True))
            long = {name for name, text in pairs if isinstance(text, str) and len(text) > form.longest}
            form.too_long = frozenset(long)
            return MultiDict((name, text) for name, text in pairs if name not in long) if long else sent

        def get_translations(self, _form: FlaskForm) -> _OurWords:
            return _OurWords()
