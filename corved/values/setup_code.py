"""The code that proves somebody is the operator: printed where the server starts, asked for by the first page."""

from __future__ import annotations

import base64
import hashlib
import hmac

LETTERS = 12


def setup_code(secret_key: str) -> str:
    """`ABCD-EFGH-JKLM`: made of the secret, so that every process of one installation knows the same."""
    digest = hmac.new(secret_key.encode(), b"corved set up", hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode()[:LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, LETTERS, 4))


def is_setup_code(typed: str, secret_key: str) -> bool:
    """However it is typed: small letters, without dashes, with spaces."""
    plain = "".join(each for each in typed.upper() if each.isalnum())
    return hmac.compare_digest(plain.encode(), setup_code(secret_key).replace("-", "").encode())
