"""The app on a port of this machine, started as its users start it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]

START_LIMIT_S = 60

STREAMLIT = ("-m", "streamlit", "run", "app.py", "--server.port")
FRONTLODE = ("-m", "geo.cli", "app", "--port")


class Answer(NamedTuple):
    """What was answered; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served(NamedTuple):
    """A running app; requests go to it whatever host they name."""

    port: int
    log: Path

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def ask(self, path, *, method="GET", host=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        to = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(to) as connection:
            sent = {"Host": host or self.host, **named}
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())

    def websocket_status(self, *, host=None, origin=None):
        """101 where a websocket is opened, else the status of the refusal."""
        try:
            with self.websocket(host=host, origin=origin):
                return 101
        except InvalidStatus as error:
            return error.response.status_code

    @contextmanager
    def websocket(self, *, host=None, origin=None, headers=()):
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=20) as to,
            connect(
                f"ws://{host or self.host}/_stcore/stream",
                sock=to,
                origin=origin,
                additional_headers=dict(headers),
                subprotocols=["streamlit"],
                max_size=None,
            ) as opened,
        ):
            yield opened


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder, *options, start=STREAMLIT, **environment):
    """Serve the app in a process of its own, with a store in a folder."""
    port, log = free_port(), folder / "log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, *start, str(port), *options],
            cwd=ROOT,
            env={**os.environ, "FRONTLODE_STORE": str(folder / "store"), **environment},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    app = Served(port, log)
    try:
        wait_for(app, process)
        yield app
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(app, process):
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        assert process.poll() is None, app.log.read_text()
        try:
            app.ask("/_stcore/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer in {START_LIMIT_S} s: {app.log.read_text()}")
