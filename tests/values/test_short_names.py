"""Short names: nobody is a title, and nobody is somebody else."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from corved.values.short_names import isolated, short_name, short_names


@pytest.mark.parametrize(
    ("name", "others", "short"),
    [
        ("Zara Khan", [], "Zara"),
        ("Zara Khan", ["Zara Khan"], "Zara"),
        ("Zara Khan", ["Zara Malik"], "Zara Khan"),
        ("Muhammad Ali", ["Muhammad Bilal"], "Muhammad Ali"),  # situation 1
        ("Muhammad Bilal", [], "Muhammad Bilal"),
        ("Muhammad Abdul Rahman Siddiqui", [], "Muhammad Abdul Rahman"),
        ("Dr. Bilal Shah", [], "Dr. Bilal"),  # situation 2
        ("Mst. Fatima Bibi", [], "Mst. Fatima"),
        ("Syed Ali Raza", ["Syed Ali Hassan"], "Syed Ali Raza"),
        ("Ali", ["Ali Raza"], "Ali"),
        ("Ali Raza", ["Ali"], "Ali Raza"),
        ("zara Khan", ["Zara Malik"], "zara Khan"),
        ("Malik", [], "Malik"),
        ("محمد علی", ["محمد بلال"], "محمد علی"),
        ("فاطمہ علی", [], "فاطمہ"),
    ],
)
def test_a_short_name_means_one_person(name, others, short):
    assert short_name(name, others) == short


def test_a_name_from_right_to_left_keeps_the_sentence_around_it():  # situation 5
    assert isolated("فاطمہ") == "\u2068فاطمہ\u2069"
    assert isolated("Zara") == "Zara"


@for_all(st.lists(st.lists(st.sampled_from(["Ali", "ali", "Dr.", "Khan", "Muhammad", "Zara"]), min_size=1, max_size=4)))
def test_of_a_list_each_is_as_short_as_alone_among_the_others(found):
    names = [" ".join(words) for words in found]
    assert short_names(names) == {name: short_name(name, names) for name in names}
