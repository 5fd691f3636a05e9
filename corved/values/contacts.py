"""Finds phone numbers, e-mail addresses and links in what tutors and families write for each other."""

from __future__ import annotations

import re
import unicodedata

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

from corved.problems import Problem
from corved.values.phone_numbers import FOR_EXAMPLES, HOME

LONGEST_AT_HOME = 11  # a longer one begins with its country
FEWEST_ABROAD = 9  # of a number without its country
FEWEST_DIGITS = 4  # of what anybody calls a number, as in "call 0300 …"

# Numbers without their country are looked for where most families live. Where a number begins with no zero, only as it
# is grouped there.
WITH_ZERO = ("AE", "GB", "SA", "AU", "DE")
WITHOUT_ZERO = ("US", "QA", "IN")
DIGITS = {
    **{word: str(value) for value, word in enumerate("zero one two three four five six seven eight nine".split())},
    **{word: str(value) for value, word in enumerate("sifar aik do teen char panch chay saat aath nau".split())},
    **{word: str(value) for value, word in enumerate("صفر ایک دو تین چار پانچ چھ سات آٹھ نو".split())},
    **{"hundred": "00", "sau": "00", "سو": "00", "thousand": "000", "plus": "+"},
    **{"ten": "10", "eleven": "11", "twelve": "12", "das": "10", "gyarah": "11", "barah": "12", "bees": "20"},
    **{"oh": "0", "nought": "0", "nil": "0", "ek": "1", "chaar": "4", "paanch": "5", "chhe": "6", "che": "6"},
}
UNDERSCORE = re.compile(r" underscore (?=\w)")
WORD = re.compile(r"[^\W\d_]+")
SPELLED = re.compile(
    rf"\b(?:(?:(?:double|triple)\s+)?(?:{'|'.join(DIGITS)}|\d+)[\s,،./-]+(?:(?:phir|then|aur|and|پھر)\s+)?){{2,}}(?:{'|'.join(DIGITS)}|\d+)\b"
)
REPEATED = re.compile(r"\b(double|triple)\s+(\w+)")
ONE_WORD = re.compile(rf"\b(?=\d*[a-z])(?:\d|{'|'.join(DIGITS)}){{3,}}\b")  # zerothreeonesix, 0three12
EACH_WORD = re.compile("\\d|" + "|".join(DIGITS))
LOOKS_LIKE_DIGITS = re.compile(r"(?<!\w)(?=[oilszb-]*\d)[\doilszb][\doilszb-]+(?!\w)")
SPREAD = re.compile(r"(?<!\S)(?:\d ){8,}\d(?!\S)")
MOBILE_IN_PIECES = re.compile(r"03[0-4]\d{8}")  # all the digits of a text
BACKWARDS = re.compile(r"\b(?:reverse\w*|backwards?|ult[ai])\b")
LETTER_AS_ZERO = re.compile(r"(?<=\d)o|(?<!\w)o(?=\d)|(?<=\do)o")
AS_DIGITS = str.maketrans("oilszb", "011528")
BETWEEN_GROUPS = re.compile(r"(?<=\d),? (?:then|and|aur|phir|پھر|اور) (?=\d)")
BETWEEN_DIGITS = re.compile(
    r"(?<=\d)[\s_*|~•·]{1,3}(?=\d)|(?<=\d{4}),(?=\d{3})|(?<=\d) ?- ?(?=\d)|(?<=\d{3}) ?\. ?(?=\d{2})"
)
MOBILE_HERE = re.compile(r"(?<![\d+.])3[0-4]\d(?:[ -]?\d){7}\b")  # without its zero
A_NUMBER = re.compile(
    r"\b(?:number|no\.|sim|contact|call|text|message|msg|whats ?app|phone|mobile|cell|ring|dial|zero|rabta|reach"
    r"|sms|mum|mom|dad|father|mother)\b"
)
OF_A_COMPANY = re.compile(r"\b111[ -]\d{3}[ -]\d{3}\b")
# Where families live, for numbers whose country stands before them without a plus, or elsewhere in the text.
COUNTRIES = "92|44|971|966|974|965|968|973|61|49"
WITH_COUNTRY = re.compile(rf"(?<![\d+.])(?:00)?((?:{COUNTRIES})(?:[ ()-]?\d){{8,12}})\b")
COUNTRY_APART = re.compile(rf"(?:\+|\bcode (?:is )?)({COUNTRIES}|1)\b")
COUNTRY_BY_NAME = {
    **dict.fromkeys(("uk", "england", "britain"), "44"),
    **dict.fromkeys(("uae", "dubai", "sharjah"), "971"),
    **dict.fromkeys(("saudi", "ksa", "jeddah", "riyadh"), "966"),
    **{"qatar": "974", "kuwait": "965", "oman": "968", "bahrain": "973", "australia": "61", "germany": "49"},
}
MOBILE_WITH_ZERO = re.compile(r"(?<![\d.])03[0-4]\d(?:[ ./-]{0,2}\d){7}(?!\d)")
INTERNATIONAL = re.compile(r"(?<![\d)] )(?<![\d)])\+\d(?:[ ()-]{0,2}\d){7,}")  # also of ranges that are not known
NO_PHONE_NUMBER = re.compile(  # dates, times, decimals
    r"(?<![\d.])(?:0\.\d+|\d+\.\d{5,})(?![\d.-])|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)\b|\b\d{1,2}:\d\d\b"
)
CALL = re.compile(
    r"\b(?:call|ring|phone|text|whats ?app|dial|mobile|cell|landline|viber|imo|telegram|zoom"
    r"|(?:my|our|his|her|home|house|office) (?:number|no))\b"
    r"[^\d+\n]{0,25}(\+?\d[\d \-.()/]{5,}\d|0[37]\d\d\b)"
)
# What follows @ in a program or a stylesheet is no name of a person.
CODE = (
    "(?:app|class|charset|classmethod|dataclass|entity|font|import|include|interface|keyframes|layer|media|override"
    "|page|param|property|pytest|return|see|staticmethod|supports|test)\\b"
)
ADDRESS = re.compile(
    r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+ ?(?:\.|\(dot\)|\[dot\]| dot ) ?\w{2,}"
    r"|\b[\w.+-]+ at (?!the\b|a\b)[\w-]+ ?(?:\.| dot ) ?(?:com|net|org|pk|edu|co)\b"
    r"|\b(?:gmail|yahoo|hotmail|outlook|icloud)(?: ?\. ?| dot )com\b|@(?:gmail|yahoo|hotmail|outlook|icloud)\b"
    r"|\b[\w.+-]+ at (?!the\b|a\b)[\w-]+ dot [a-z]{2,}\b|[\w.+-]+ at g ?mail\b"
    rf"|(?<![\w@])@(?!{CODE})[a-z_][\w.]{{2,}}"
    # an address whose letters are told one by one, or that stands before its provider
    r"|\b(?:g ?mail|yahoo|hotmail|outlook)\b[^\n]{0,25}(?:\b\w[ .-]+){5,}"
    r"|\b[a-z][\w.]*\d[\w.]* (?:on|at|par|pe) (?:my )?"
    r"(?:g ?mail|yahoo|hotmail|outlook|insta(?:gram)?|snap(?:chat)?|skype)\b"
    r"|\b(?:add|find|follow|dm|pm|reach|ping) (?:me|us|her|him) (?:on|at|via|through) (?:my )?"
    r"(?:insta(?:gram)?|snap(?:chat)?|skype|discord|telegram|tiktok|facebook|fb)\b"
    # the name somebody has there: with a digit, dot or underscore in it
    r"|\b(?:insta(?:gram)?|snap(?:chat)?|skype|discord|telegram|tiktok|facebook|fb|imo|viber|g ?mail|yahoo"
    r"|hotmail|outlook)\b"
    r"[^\n]{1,40}?\b[a-z]\w*[._#:]?\w*[\d._#:]\w[\w.#]*"
)
LINK = re.compile(
    r"\w+://|\bwww ?\.|\b(?:wa|t|m|fb) ?\. ?me\b"
    r"|\b[\w-]+\.(?:com|net|org|edu|gov|info|io|app|pk|uk|co|ly|gg|tv|link|page|site|online|xyz|dev|ai|example)\b"
    r"|\b[\w-]+\.[a-z]{2,}/\w|\b(?!the\b|a\b)[\w-]+ ?(?:\(dot\)|\[dot\]| dot ) ?(?:com|net|org|pk)\b"
)


def contact_in(text: str | None) -> str | None:
    """Return the first phone number, e-mail address or link in a text, as far as it is understood; None without one.

    Numbers are found spelled in words, with letters for zeros, and in the digits of Urdu; dates, times, marks and pages
    are none.
    """
    plain = UNDERSCORE.sub("_", _plain(text or ""))
    if found := ADDRESS.search(plain) or LINK.search(plain):
        return found.group()
    return _number_in(_digits(plain), plain)


def refuse_contact(text: str | None, field: str, advice: str = "Delete it.") -> None:
    """Raise Problem, at this field, for a text with a phone number, an e-mail address or a link."""
    if found := contact_in(text):
        raise Problem(f"“{found}” looks like a phone number, an address or a link. {advice}", field)


def _number_in(text: str, written: str) -> str | None:
    """Return the first number in a text that was made ready by `_digits`, or None. written: the text before."""
    if found := MOBILE_WITH_ZERO.search(written):  # also where parts of it look like a date
        return found.group()
    if sum(each.isdigit() for each in text) < FEWEST_DIGITS:
        return None
    for match in PhoneNumberMatcher(text, HOME, Leniency.VALID):
        return match.raw_string
    for region in WITH_ZERO:
        for match in PhoneNumberMatcher(text, region, Leniency.VALID):
            begins = match.raw_string.startswith(("0", "(0", "+")) or len(match.raw_string) > LONGEST_AT_HOME
            if begins and sum(each.isdigit() for each in match.raw_string) >= FEWEST_ABROAD:
                return match.raw_string
    for region in WITHOUT_ZERO:
        for match in PhoneNumberMatcher(text, region, Leniency.STRICT_GROUPING):
            if not match.raw_string.isdecimal():
                return match.raw_string
    if found := OF_A_COMPANY.search(text) or INTERNATIONAL.search(text):
        return found.group()
    if found := MOBILE_HERE.search(text):
        is_plain = found.group().isdecimal() and found.group() in written
        if not is_plain or A_NUMBER.search(text):  # ten digits in one can be a sum
            return found.group()
    for found in WITH_COUNTRY.finditer(text):
        if _is_a_mobile("+" + found.group(1)):
            return found.group()
    named = (COUNTRY_BY_NAME.get(word) for word in WORD.findall(text))
    for code in (*COUNTRY_APART.findall(text), *filter(None, named)):
        for found in re.finditer(r"\d(?:[ -]?\d){6,10}", text):
            if _is_a_mobile(f"+{code}{found.group().lstrip('0')}"):
                return found.group()
    digits = re.sub(r"\D", "", text)
    for number in (digits, digits[::-1]) if BACKWARDS.search(text) else (digits,):
        if MOBILE_IN_PIECES.fullmatch(number):
            return number
    found = CALL.search(text)
    return found.group(1).strip() if found else None


def _is_a_mobile(number: str) -> bool:
    try:
        read = parse(number)
    except NumberParseException:
        return False
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    is_mobile = is_valid_number(read) and number_type(read) in mobile
    return is_mobile or FOR_EXAMPLES.fullmatch(format_number(read, PhoneNumberFormat.E164)) is not None


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
    number = re.sub(r"[\s,،./-]+", "", WORD.sub(lambda found: DIGITS.get(found.group(), ""), spread))
    has_a_word = any(word in DIGITS or word in times for word in WORD.findall(words))
    return number if len(number) > 6 and number not in "123456789" and has_a_word else words
