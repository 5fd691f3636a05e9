"""Short names: nobody is a title, and nobody is somebody else."""

import pytest

from corved.values.short_names import isolated, short_name


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
