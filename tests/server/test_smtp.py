"""Handing a letter over: at most once, whatever the server does; and names that fit in its head."""

import socket
import threading
from contextlib import contextmanager

import pytest

from corved.messages.send_emails import UNCLEAR as KEPT_AS_UNCLEAR
from corved.smtp import UNCLEAR, mail_server, try_to_send
from tests.inbox import Inbox, serving


@contextmanager
def a_server_that(after_data):
    """Speaks SMTP until the letter has come, then does something else. Yields its port and what it got."""
    got = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _address = listening.accept()
        with connection, connection.makefile("rwb") as talk:
            talk.write(b"220 hello\r\n")
            talk.flush()
            in_letter = False
            for line in talk:
                if in_letter:
                    got.append(line)
                    if line == b".\r\n":
                        in_letter = False
                        if not after_data(talk):
                            return
                    continue
                word = line[:4].upper()
                in_letter = word == b"DATA"
                answer = {b"DATA": b"354 go on\r\n", b"QUIT": b"421 no\r\n"}.get(word, b"250 ok\r\n")
                talk.write(answer)
                talk.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], got
    listening.close()
    thread.join(5)


def send(port, subject="Reminder", to="nadia@test.example"):
    server = mail_server(f"smtp://127.0.0.1:{port}", "office@academy.example", "https://academy.example")
    return try_to_send(server, to, subject, "Hello")


def test_a_server_that_took_it_and_says_good_bye_rudely_has_it():
    def take(talk):
        talk.write(b"250 taken\r\n")
        talk.flush()
        return True

    with a_server_that(take) as (port, got):
        assert send(port) is None
    assert b"Hello\r\n" in got


def test_no_answer_after_the_letter_is_unclear_and_no_failure():
    with a_server_that(lambda _talk: False) as (port, got):
        assert send(port) == UNCLEAR == KEPT_AS_UNCLEAR
    assert got


def test_a_refusal_after_the_letter_is_a_failure():
    def refuse(talk):
        talk.write(b"552 too much\r\n")
        talk.flush()
        return True

    with a_server_that(refuse) as (port, _got):
        assert send(port) == "SMTPDataError 552"


@pytest.mark.parametrize(
    ("subject", "to"), [("Two\nlines", "nadia@test.example"), ("One", "=?utf-8?q?a=0ab?=@x.example")]
)
def test_what_fits_in_no_head_is_a_failure_of_one_letter(subject, to):
    inbox = Inbox()
    with serving(inbox, "127.0.0.1") as port:
        assert send(port, subject, to) == "ValueError"
        assert send(port) is None
    assert [each["Subject"] for each in inbox.letters] == ["Reminder"]
