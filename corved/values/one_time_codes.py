"""The codes of the second step at sign-in: those of an app (RFC 6238), and recovery codes for a lost phone."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pyotp
import segno

DIGITS = 6
AROUND = (0, -1, 1)  # half minutes: clocks differ, and people type slowly


def counter_of(typed: str, *, secret: str, now: datetime) -> int | None:
    """Return the half minute since 1970 whose code was typed; None where none near now has this code.

    secret: base32. Spaces do not matter, and digits of any script are read.
    """
    if not is_app_code(typed):
        return None
    code = "".join(str(int(each)) for each in typed if each.isdecimal())
    totp = pyotp.TOTP(secret, digits=DIGITS)
    counters = [totp.timecode(now) + each for each in AROUND]
    return next((each for each in counters if hmac.compare_digest(totp.generate_otp(each), code)), None)


def is_app_code(typed: str) -> bool:
    """Say whether what was typed has the form of an app's code, and not of a recovery code."""
    return not any(each.isalpha() for each in typed) and sum(each.isdecimal() for each in typed) == DIGITS


def recovery_code_of(typed: str, codes: Sequence[str]) -> int | None:
    """Return which recovery code was typed, from 0; None for none. Small letters, spaces and dashes do not matter."""
    plain = "".join(each for each in typed.upper() if each.isalnum()).encode()
    same = [hmac.compare_digest(plain, each.replace("-", "").encode()) for each in codes]
    return same.index(True) if any(same) else None


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address from which an app takes the secret."""
    return pyotp.TOTP(secret, digits=DIGITS).provisioning_uri(name=account, issuer_name=issuer)


def picture(address: str) -> str:
    """Return the address as a QR code: SVG without any inline style."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return out.getvalue().decode()
