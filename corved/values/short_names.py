"""Shortens names: never to a title alone, and never so far that two people whom the reader knows become one."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

# Words that begin names and name nobody by themselves, in small letters and without a full stop.
TITLES = frozenset(
    """
    dr mr mrs ms mst miss prof engr sir madam ustad ustaad hafiz hafiza haji hajji qari mufti maulana capt col maj
    syed syeda sayed sayyid sayyed muhammad mohammad mohammed muhammed mohamed mohd muhd md m
    abdul abdur abdus abd abu umm bin ibn bint al el ch chaudhry chaudhary mian mirza malik rana raja khawaja khwaja
    sardar shaikh sheikh shah bibi begum
    محمد سید سیدہ عبدال عبد ڈاکٹر حافظ حاجی شیخ میاں مرزا ملک ابو بن
    """.split()
)


def short_name(name: str, others: Iterable[str] = ()) -> str:
    """Return the shortest beginning of a name, in whole words, that means this person to the reader.

    others: the names of the people whom the reader knows besides; the name itself among them is ignored. A title, or a
    word that is only a part of names like Muhammad, Syed and Abdul, never stands alone.
    """
    return _short_name(name, frozenset(others))


@lru_cache(maxsize=4096)  # every row of a page asks for the same names
def _short_name(name: str, others: frozenset[str]) -> str:
    words = name.split()
    known = [_plain(other.split()) for other in others if other != name]
    for count in range(1, len(words)):
        begin = _plain(words[:count])
        if begin[-1] not in TITLES and not any(other[:count] == begin for other in known):
            return " ".join(words[:count])
    return name


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return the short name of each, where all of them are known to the reader: one pass for a long list."""
    words = {name: name.split() for name in names}
    begins = Counter(
        tuple(plain[:count]) for plain in map(_plain, words.values()) for count in range(1, len(plain) + 1)
    )

    def shortest(name: str) -> str:
        plain = _plain(words[name])
        for count in range(1, len(plain)):
            if plain[count - 1] not in TITLES and begins[tuple(plain[:count])] == 1:
                return " ".join(words[name][:count])
        return name

    return {name: shortest(name) for name in words}


def look_alike(name: str, other: str) -> bool:
    """Say whether two names may be of one person: alike but for letters that are easily mistyped, or a word left out.

    For asking, never for refusing.
    """
    one, two = ([word for word in _plain(each.split()) if word not in TITLES] for each in (name, other))
    if [word for word in one if not word.isalpha()] != [word for word in two if not word.isalpha()]:
        return False
    shorter, longer = sorted((one, two), key=len)
    if shorter and set(shorter) <= set(longer):
        return True
    return SequenceMatcher(None, " ".join(one), " ".join(two)).ratio() >= 0.85


@lru_cache(maxsize=4096)
def isolated(name: str) -> str:
    """Return a name for a text of another direction: in Unicode isolates, where it is written from right to left."""
    is_right_to_left = any(unicodedata.bidirectional(each) in ("R", "AL") for each in name)
    return f"\u2068{name}\u2069" if is_right_to_left else name


def _plain(words: Iterable[str]) -> list[str]:
    return [word.casefold().rstrip(".") for word in words]
