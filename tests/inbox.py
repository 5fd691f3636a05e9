"""A real SMTP server on this machine that keeps what it is sent."""

import socket
import time
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Inbox:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd calls it
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def wait_for(self, count, seconds=5):
        until = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.letters


@contextmanager
def serving(inbox, host):
    with socket.create_server((host, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname=host, port=port)
    controller.start()
    yield port
    controller.stop()
