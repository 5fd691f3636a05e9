"""Finds phone numbers, e-mail addresses and links in what tutors and families write for each other."""

from __future__ import annotations

import re
import unicodedata

from phonenumbers import Leniency, PhoneNumberMatcher

from corved.problems import Problem
from corved.values.phone_numbers import HOME

LONGEST_AT_HOME = 11  # a longer one begins with its country
FEWEST_DIGITS = 4  # of what anybody calls a number, as in "call 0300 …"

# Numbers without their country are looked for where most families live. Where a number begins with no zero, only as it
# is grouped there.
WITH_ZERO = ("AE", "GB", "SA", "AU", "DE")
WITHOUT_ZERO = ("US", "QA", "IN")
DIGITS = {
    **{word: str(value) for value, word in enumerate("zero one two three four five six seven eight nine".split())},
    **{word: str(value) for value, word in enumerate("sifar aik do teen char panch chay saat aath nau".split())},
    **{word: str(value) for value, word in enumerate("صفر ایک دو تین چار پانچ چھ سات آٹھ نو".split())},
    **{"hundred": "00", "thousand": "000", "plus": "+"},
    **{"oh": "0", "nought": "0", "nil": "0", "ek": "1", "chaar": "4", "paanch": "5", "chhe": "6", "che": "6"},
}
WORD = re.compile(r"[^\W\d_]+")
SPELLED = re.compile(
    rf"\b(?:(?:(?:double|triple)\s+)?(?:{'|'.join(DIGITS)}|\d+)[\s,،.-]+){{2,}}(?:{'|'.join(DIGITS)}|\d+)\b"
)
REPEATED = re.compile(r"\b(double|triple)\s+(\w+)")
ONE_WORD = re.compile(rf"\b(?:{'|'.join(DIGITS)}){{3,}}\b")  # zerothreeonesix
EACH_WORD = re.compile("|".join(DIGITS))
LOOKS_LIKE_DIGITS = re.compile(r"(?<!\w)(?=[oilszb-]*\d)[\doilszb][\doilszb-]+(?!\w)")
SPREAD = re.compile(r"(?<!\S)(?:\d ){8,}\d(?!\S)")
MOBILE_IN_PIECES = re.compile(r"03[0-4]\d{8}")  # all the digits of a text
BACKWARDS = re.compile(r"\b(?:reverse\w*|backwards?|ult[ai])\b")
LETTER_AS_ZERO = re.compile(r"(?<=\d)o|(?<!\w)o(?=\d)|(?<=\do)o")
AS_DIGITS = str.maketrans("oilszb", "011528")
BETWEEN_GROUPS = re.compile(r"(?<=\d),? (?:then|and|aur|phir) (?=\d)")
BETWEEN_DIGITS = re.compile(
    r"(?<=\d)[\s_*|~•·]{1,3}(?=\d)|(?<=\d{4}),(?=\d{3})|(?<=\d) ?- ?(?=\d)|(?<=\d{3}) ?\. ?(?=\d{2})"
)
MOBILE_HERE = re.compile(r"(?<![\d+.])3[0-4]\d[ -]?\d{7}\b")  # without its zero
INTERNATIONAL = re.compile(r"(?<![\d)] )(?<![\d)])\+\d(?:[ ()-]{0,2}\d){7,}")  # also of ranges that are not known
NO_PHONE_NUMBER = re.compile(  # dates, times, decimals
    r"(?<![\d.])(?:0\.\d+|\d+\.\d{5,})(?![\d.-])|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)\b|\b\d{1,2}:\d\d\b"
)
CALL = re.compile(
    r"\b(?:call|ring|phone|text|whats ?app|dial|mobile|cell|landline|viber|imo|telegram|zoom"
    r"|(?:my|our|his|her|home|house|office) (?:number|no))\b"
    r"[^\d+\n]{0,25}(\+?\d[\d \-.()/]{5,}\d|0[37]\d\d\b)"
)
ADDRESS = re.compile(
    r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+ ?(?:\.|\(dot\)|\[dot\]| dot ) ?\w{2,}"
    r"|\b[\w.+-]+ at (?!the\b|a\b)[\w-]+ ?(?:\.| dot ) ?(?:com|net|org|pk|edu|co)\b"
    r"|\b(?:gmail|yahoo|hotmail|outlook|icloud)(?: ?\. ?| dot )com\b|@(?:gmail|yahoo|hotmail|outlook|icloud)\b"
    r"|\b[\w.+-]+ at (?!the\b|a\b)[\w-]+ dot [a-z]{2,}\b|[\w.+-]+ at g ?mail\b|(?<![\w@])@[a-z_][\w.]{2,}"
    r"|\b(?:add|find|follow|dm|pm|reach|ping) (?:me|us|her|him) (?:on|at|via|through) (?:my )?"
    r"(?:insta(?:gram)?|snap(?:chat)?|skype|discord|telegram|tiktok|facebook|fb)\b"
    # the name somebody has there: with a digit, dot or underscore in it
    r"|\b(?:insta(?:gram)?|snap(?:chat)?|skype|discord|telegram|tiktok|facebook|fb|g ?mail|yahoo|hotmail|outlook)\b"
    r"[^\n]{1,40}?\b[a-z]\w*[._#:]?\w*[\d._#:]\w[\w.#]*"
)
LINK = re.compile(
    r"\w+://|\bwww ?\.|\b(?:wa|t|m|fb) ?\. ?me\b"
    r"|\b[\w-]+\.(?:com|net|org|edu|gov|info|io|app|pk|uk|co|ly|gg|tv|link|page|site|online|xyz|dev|ai|example)\b"
    r"|\b[\w-]+\.[a-z]{2,}/\w|\b(?!the\b|a\b)[\w-]+ dot (?:com|net|org|pk)\b"
)


def contact_in(text: str | None) -> str | None:
    """Return the first phone number, e-mail address or link in a text, as far as it is understood; None without one.

    Numbers are found spelled in words, with letters for zeros, and in the digits of Urdu; dates, times, marks and pages
    are none.
    """
    plain = _plain(text or "")
    if found := ADDRESS.search(plain) or LINK.search(plain):
        return found.group()
    return _number_in(_digits(plain))


def refuse_contact(text: str | None, field: str, advice: str = "Take it out.") -> None:
    """Raise Problem, at this field, for a text with a phone number, an e-mail address or a link."""
    if found := contact_in(text):
        raise Problem(f"“{found}” looks like a phone number, an address or a link. {advice}", field)


def _number_in(text: str) -> str | None:
    if sum(each.isdigit() for each in text) < FEWEST_DIGITS:
        return None
    for match in PhoneNumberMatcher(text, HOME, Leniency.VALID):
        return match.raw_string
    for region in WITH_ZERO:
        for match in PhoneNumberMatcher(text, region, Leniency.VALID):
            if match.raw_string.startswith(("0", "(0", "+")) or len(match.raw_string) > LONGEST_AT_HOME:
                return match.raw_string
    for region in WITHOUT_ZERO:
        for match in PhoneNumberMatcher(text, region, Leniency.STRICT_GROUPING):
            if not match.raw_string.isdecimal():
                return match.raw_string
    if found := MOBILE_HERE.search(text) or INTERNATIONAL.search(text):
        return found.group()
    digits = re.sub(r"\D", "", text)
    for number in (digits, digits[::-1]) if BACKWARDS.search(text) else (digits,):
        if MOBILE_IN_PIECES.fullmatch(number):
            return number
    found = CALL.search(text)
    return found.group(1).strip() if found else None


def _plain(text: str) -> str:
    """Return the text in lower case, with the digits of Urdu as 0 to 9 and without characters that show nothing."""
    shown = (each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in shown).lower()


def _digits(text: str) -> str:
    """Return the text without dates and times, with numbers spelled in words as digits, and their digits together."""
    text = NO_PHONE_NUMBER.sub(" ; ", text)
    text = ONE_WORD.sub(lambda found: " ".join(EACH_WORD.findall(found.group())), text)
    text = SPELLED.sub(lambda found: _spelled(found.group()), text)
    text = LOOKS_LIKE_DIGITS.sub(lambda found: found.group().translate(AS_DIGITS), text)
    text = LETTER_AS_ZERO.sub("0", text)
    text = BETWEEN_GROUPS.sub(" ", text)
    text = BETWEEN_DIGITS.sub(" ", text)
    return SPREAD.sub(lambda found: found.group().replace(" ", ""), text)


def _spelled(words: str) -> str:
    times = {"double": 2, "triple": 3}
    spread = REPEATED.sub(lambda found: " ".join([found.group(2)] * times[found.group(1)]), words)
    number = re.sub(r"[\s,،.-]+", "", WORD.sub(lambda found: DIGITS.get(found.group(), ""), spread))
    return number if len(number) > 6 and number not in "123456789" and WORD.search(words) else words
