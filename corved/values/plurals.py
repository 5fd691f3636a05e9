"""Puts numbers into plain English."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 session`, `2 sessions`, `1 match`, `3 matches`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun}{'es' if noun.endswith(('ch', 's', 'x')) else 's'}"
