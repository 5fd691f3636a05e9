"""A real SMTP server on this machine that keeps what it is sent."""

import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from tests.patience import wait_for


class Inbox:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd calls it
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def wait_for(self, count):
        """Wait until there are that many letters, then return all of them."""
        wait_for(lambda: len(self.letters) >= count)
        return self.letters

    def when_all_is_sent(self):
        """All letters, once nobody is sending one: for what must not be among them."""
        for sender in [each for each in threading.enumerate() if each.name == "mail"]:
            sender.join()
        return self.letters


@contextmanager
def serving(inbox, host):
    with socket.create_server((host, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname=host, port=port)
    controller.start()
    yield port
    controller.stop()
