"""The form that every other is made of: its library's own words are said in ours."""

from __future__ import annotations

from flask_wtf import FlaskForm

CHOOSE = "Choose one of these."
# What WTForms says of a text that a field cannot read → what to do instead.
WORDS = {
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": "“%(value)s” is not one of these. Choose again.",
    "Not a valid integer value.": "Write a whole number, like 3.",
    "Not a valid date value.": "Write a day like 2027-03-02.",
    "Not a valid time value.": "Write a time like 19:00.",
}


class _OurWords:
    """Translates the library's words, as WTForms asks for it."""

    def gettext(self, words: str) -> str:
        return WORDS.get(words, words)

    def ngettext(self, one: str, _several: str, _count: int) -> str:
        return self.gettext(one)


class Form(FlaskForm):
    """A form with a CSRF token, whose problems are said in plain words."""

    class Meta(FlaskForm.Meta):
        """Gives the library our words instead of its translations."""

        def get_translations(self, _form: FlaskForm) -> _OurWords:
            return _OurWords()
