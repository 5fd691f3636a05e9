"""Sends e-mail, for academies that have an SMTP server. No response reveals whether an address is known."""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

log = logging.getLogger("corved")
TIMEOUT_SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}
UNCLEAR = "unclear"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """The SMTP server that sends e-mail, with the sender's address.

    smtps speaks TLS from the start; smtp begins with STARTTLS, except with a server on this machine. sender: an
    address. public_url: where people reach CorvEd, without a slash at the end. What a request says of its own host is
    not believed, since links would be made of it.
    """

    scheme: str
    host: str
    port: int
    username: str
    password: str
    sender: str
    public_url: str

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Send an e-mail.

        Raises smtplib.SMTPException (Unclear where nobody knows), OSError, or ValueError for no address.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2])
        message.set_content(text)
        server = self._connected()
        try:
            if self.username:
                server.login(self.username, self.password)
            server.send_message(message)
        except BaseException:
            server.close()
            raise
        with suppress(smtplib.SMTPException, OSError):  # it has the letter: how it says good-bye is nothing to us
            server.quit()

    def greet(self) -> None:
        """Connect and sign in, and send nothing. Raises smtplib.SMTPException, OSError."""
        server = self._connected()
        try:
            if self.username:
                server.login(self.username, self.password)
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            return _TlsConnection(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        server = _Connection(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            if self.host not in LOOPBACK:
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server


class Unclear(smtplib.SMTPException):
    """The connection ended while the letter was on its way: nobody knows whether the server has it."""


class _Connection(smtplib.SMTP):
    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """Send the e-mail's text. Raises Unclear where the server does not respond."""
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise Unclear(type(error).__name__) from error


class _TlsConnection(_Connection, smtplib.SMTP_SSL):
    pass


def mail_server(url: str, sender: str, public_url: str) -> MailServer:
    """Read an SMTP server from `smtp://user:password@host:port`.

    Raises ValueError, which says what is wrong.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SMTP_URL looks like smtp://user:password@host:587 or smtps://user:password@host.")
    if "@" not in sender or any(each.isspace() for each in sender):
        raise ValueError("Set MAIL_FROM to the address that e-mails come from.")
    if urlsplit(public_url).scheme not in ("http", "https") or not urlsplit(public_url).hostname:
        raise ValueError("Set PUBLIC_URL to where people reach CorvEd, like https://academy.example.")
    return MailServer(
        parts.scheme,
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        sender,
        public_url.rstrip("/"),
    )


def try_to_send(server: MailServer, to: str, subject: str, text: str) -> str | None:
    """Send, and return why it was not sent, without any address; None when the server took it.

    UNCLEAR where nobody knows.
    """
    try:
        server.send(to=to, subject=subject, text=text)
    except Unclear:
        return UNCLEAR
    except smtplib.SMTPResponseException as error:
        return f"{type(error).__name__} {error.smtp_code}"
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return type(error).__name__
    return None


def send_soon(server: MailServer, *, to: str, subject: str, text: str) -> None:
    """Send an e-mail in a thread, so that the response takes equally long with and without one.

    Failures are logged.
    """

    def send() -> None:
        error = try_to_send(server, to, subject, text)
        if error is not None:
            log.warning("An e-mail could not be sent through %s: %s", server.host, error)

    threading.Thread(target=send, name="mail").start()
