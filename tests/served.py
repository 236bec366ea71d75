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

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]

START_LIMIT_S = 60

STREAMLIT = ("-m", "streamlit", "run", "app.py", "--server.port")
FRONTLODE = ("-c", "from geo.cli.main import main; main()", "app", "--port")


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

    def request(self, path, *, method="GET", host=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        to = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(to) as connection:
            sent = {"Host": host or self.host, **named}
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            headers_ = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers_, answer.read())

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
            socket.create_connection(("127.0.0.1", self.port), timeout=60) as to,
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
        process.wait(timeout=60)


def wait_for(app, process):
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        assert process.poll() is None, app.log.read_text()
        try:
            app.request("/_stcore/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer in {START_LIMIT_S} s: {app.log.read_text()}")


class Session:
    """A reader's session, in Streamlit's own protocol, without a browser.

    Attributes
    ----------
    elements : dict
        What the last run drew, by the path at which it stands on the page.
    """

    def __init__(self, websocket):
        self._websocket = websocket
        self.elements = {}

    def run(self, page="", **widgets):
        """Have a page drawn, with a value or a click (True) for widgets by their id."""
        message = BackMsg()
        message.rerun_script.page_name = page
        for widget_id, value in widgets.items():
            state = message.rerun_script.widget_states.widgets.add(id=widget_id)
            if value is True:
                state.trigger_value = True
            else:
                state.string_value = value
        self._websocket.send(message.SerializeToString())
        self.elements = {}
        while (answer := self._receive()).WhichOneof("type") != "script_finished":
            if answer.WhichOneof("type") == "delta":
                path = tuple(answer.metadata.delta_path)
                self.elements[path] = answer.delta
        return self

    def _receive(self):
        message = ForwardMsg()
        message.ParseFromString(self._websocket.recv(timeout=60))
        return message

    def all(self, kind):
        """The elements of a kind, in the order of the page."""
        drawn = [self.elements[path] for path in sorted(self.elements)]
        found = [one.new_element for one in drawn if one.HasField("new_element")]
        return [getattr(one, kind) for one in found if one.WhichOneof("type") == kind]

    def buttons(self):
        """The id of each button by what it says."""
        return {one.label: one.id for one in self.all("button")}

    def texts(self):
        """What is said in boxes of whatever colour, without Markdown's escapes."""
        return " ".join(one.body for one in self.all("alert")).replace("\\", "")


@contextmanager
def session(app, **headers):
    origin = f"http://{app.host}"
    with app.websocket(origin=origin, headers=headers) as websocket:
        yield Session(websocket)
