"""Puts numbers into plain English."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 session`, `2 sessions`, `1 match`, `3 matches`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun}{'es' if noun.endswith(('ch', 's', 'x')) else 's'}"


def hours_of(minutes: int) -> str:
    """Return a length in hours, as people write it: `7 h`, `1 h 30`, `45 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
