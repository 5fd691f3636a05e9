"""What a form says about a text that it cannot read is in our words, never in its library's."""

import importlib
import pkgutil

import pytest
from werkzeug.datastructures import MultiDict

import corved.forms
from corved.forms.form import Form
from tests.some import some

LIBRARY = ("valid", "This field", "Choice", "coerced", "Number must")
NONSENSE = "zzz ²"


def every_form():
    for module in pkgutil.walk_packages(corved.forms.__path__, "corved.forms."):
        importlib.import_module(module.name)
    found = [Form]
    for kind in found:
        found += kind.__subclasses__()
    return found[1:]


@pytest.mark.parametrize("kind", some(every_form()), ids=lambda kind: kind.__name__)
def test_nonsense_in_a_form_is_refused_in_plain_words(app, kind):
    with app.test_request_context(method="POST"):
        names = [name for name in kind(formdata=None)._fields if name != "csrf_token"]
        form = kind(formdata=MultiDict(dict.fromkeys(names, NONSENSE)), meta={"csrf": False})
        for field in form:
            if getattr(field, "choices", ()) is None:
                field.choices = []
        form.validate()
        said = [words for field in form for words in field.errors]
    assert not [words for words in said if any(part in words for part in LIBRARY)], said
