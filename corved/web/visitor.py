"""Where a request comes from: its network, its device, and the program that sends it."""

from __future__ import annotations

import ipaddress
from uuid import UUID, uuid4

import flask
from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from corved.values.visits import Visit

COOKIE = "corved-device"
KEPT_SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie
MOST_AGENT = 200


def network() -> str:
    """Return the visitor's network: an IPv4 address, or the /64 of an IPv6 address, which one customer has whole."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def visit() -> Visit:
    """Return where the visitor signs in from."""
    return Visit(network(), device(), agent())


def agent() -> str:
    return request.user_agent.string[:MOST_AGENT]


def device() -> UUID:
    """Return the id of the visitor's device: a cookie's that stays when somebody signs out, or a new one."""
    if "device" not in flask.g:
        try:
            flask.g.device = UUID(_signer().loads(request.cookies.get(_name(), "")))
        except (BadSignature, ValueError, TypeError):
            flask.g.device = uuid4()
    found: UUID = flask.g.device
    return found


def keep_device(response: Response) -> Response:
    """Give the device its id, so that it is known the next time."""
    secure = _is_secure()
    response.set_cookie(
        _name(), _signer().dumps(str(device())), max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
    return response


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def _name() -> str:
    return f"__Host-{COOKIE}" if _is_secure() else COOKIE


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="corved device")
