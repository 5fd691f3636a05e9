"""The settings, read from the environment once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corved.smtp import MailServer, mail_server

VERSION = "0.1.0"  # as in pyproject.toml
PROJECT = Path(__file__).resolve().parent.parent
# In a checkout beside the package; inside it where it was installed from a wheel.
MIGRATIONS = next(each / "migrations" for each in (PROJECT / "corved", PROJECT) if (each / "migrations/HEAD").exists())


class ConfigurationError(RuntimeError):
    """A setting is missing or wrong; the message says which one and what to do."""


@dataclass(frozen=True)
class Config:
    """Every setting, read from the environment.

    database_url: your own PostgreSQL, as its owner (for migrations); None means the embedded one.
    database_web_url: how the web app signs in to it; None means the login that `corved migrate` creates.
    secret_key: signs cookies and forms, and derives the web login's password. At least 32 characters.
    mail: the SMTP server, its sender and the public address of links; None sends no e-mail.
    log_format: text or json. errors_to: who gets errors by e-mail; '' for nobody.
    trusted_proxies: how many reverse proxies in front may set X-Forwarded-For and -Proto.
    security_contact: whom to tell about a hole, a https: or mailto: address.
    metrics_token: what opens /metrics from elsewhere; without it only this machine sees it.
    production: cookies only over https, and no secret is made up for you.
    """

    secret_key: str
    database_url: str | None = None
    database_web_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = PROJECT / "var"
    mail: MailServer | None = None
    log_format: str = "text"
    errors_to: str = ""
    trusted_proxies: int = 0
    metrics_token: str = ""
    security_contact: str = ""
    production: bool = True

    @property
    def is_embedded(self) -> bool:
        """Whether the embedded database is used: `corved run` upgrades it by itself."""
        return not (self.database_url or self.database_web_url)

    @staticmethod
    def from_environment(environ: Mapping[str, str] = os.environ, *, production: bool = True) -> Config:
        """Read the environment. Raises ConfigurationError for a production start with a missing or weak secret."""
        secret_key = environ.get("SECRET_KEY", "")
        if production and len(secret_key) < 32:
            raise ConfigurationError(
                "Set SECRET_KEY to at least 32 random characters, for example from: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if production and not (environ.get("DATABASE_URL") or environ.get("DATABASE_WEB_URL")):
            raise ConfigurationError("Set DATABASE_URL to the PostgreSQL to use (or use `corved run`).")
        return Config(
            secret_key=secret_key,
            database_url=_with_driver(environ, "DATABASE_URL"),
            database_web_url=_with_driver(environ, "DATABASE_WEB_URL"),
            host=environ.get("HOST", "127.0.0.1"),
            port=_number(environ, "PORT", 8000),
            data=Path(environ.get("CORVED_DATA") or default_data_folder()).resolve(),
            mail=_mail(environ),
            log_format=_choice(environ, "LOG_FORMAT", ("text", "json")),
            errors_to=_errors_to(environ),
            trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0),
            metrics_token=environ.get("METRICS_TOKEN", ""),
            security_contact=_contact(environ),
            production=production,
        )


def default_data_folder() -> Path:
    """Return the folder for data: beside a checkout, else the user's data folder; for root, under /var/lib."""
    if os.geteuid() != 0:
        is_installed = MIGRATIONS.parent != PROJECT
        shared = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
        return shared / "corved" if is_installed else PROJECT / "var"
    name = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    return Path("/var/lib/corved") / name


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    if not environ.get("SMTP_URL"):
        return None
    try:
        return mail_server(environ["SMTP_URL"], environ.get("MAIL_FROM", ""), environ.get("PUBLIC_URL", ""))
    except ValueError as error:
        # A part of the password may be in the error's own words.
        words = str(error) if str(error).startswith(("Set ", "MAIL_FROM", "PUBLIC_URL", "SMTP_URL")) else ""
        wanted = "SMTP_URL looks like smtp://user:password@host:587, with %2F for a slash in the password."
        raise ConfigurationError(words or wanted) from None


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return one of the choices, the first where nothing is set."""
    text = environ.get(name) or choices[0]
    if text not in choices:
        raise ConfigurationError(f"{name} must be {' or '.join(choices)}, not {text!r}.")
    return text


def _errors_to(environ: Mapping[str, str]) -> str:
    text = environ.get("ERRORS_TO", "")
    if text and not (
        environ.get("SMTP_URL") and 0 < text.find("@") < len(text) - 1 and text.isprintable() and " " not in text
    ):
        raise ConfigurationError("ERRORS_TO must be an e-mail address, and it needs SMTP_URL.")
    return text


def _contact(environ: Mapping[str, str]) -> str:
    text = environ.get("SECURITY_CONTACT", "")
    if text and not (
        text.startswith(("https://", "mailto:"))
        and len(text) > len("https://")
        and text.isprintable()
        and " " not in text
    ):
        raise ConfigurationError("SECURITY_CONTACT looks like mailto:security@academy.example or https://…")
    return text


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 5) or int(text) > 65535:
        raise ConfigurationError(f"{name} must be a number from 0 to 65535, not {text[:20]!r}.")
    return int(text)


def _with_driver(environ: Mapping[str, str], name: str) -> str | None:
    """Add the driver's name to a database URL, which SQLAlchemy needs and nobody else writes."""
    url = environ.get(name)
    if not url:
        return None
    from sqlalchemy.engine import make_url  # here: not every command needs a database
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(url)
    except (ValueError, ArgumentError) as error:
        raise ConfigurationError(f"{name} looks like postgresql://user:password@host:5432/database.") from error
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ConfigurationError(f"{name} looks like postgresql://user:password@host:5432/database.")
    return f"postgresql+psycopg://{rest}"
