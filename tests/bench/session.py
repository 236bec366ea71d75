"""A session of the app over its websocket, as a browser has one, without a browser."""

import asyncio
import time
from dataclasses import dataclass, field
from uuid import uuid4

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

#: A run that takes longer counts as an error.
RUN_LIMIT_S = 120


XSRF_COOKIE = "_streamlit_xsrf"


class RunError(Exception):
    """A run that ended in an error, or not at all."""


@dataclass
class Run:
    """What one run of the page's script cost, and what it sent."""

    wall_s: float
    messages: int = 0
    sent_bytes: int = 0


@dataclass
class Session:
    """One reader's connection; use it as ``async with Session(url) as session``.

    Attributes
    ----------
    url : str
        Address of the app, such as ``http://127.0.0.1:8501``.
    page : str
        Path of the page in the app's navigation; empty for the first page.
    """

    url: str
    page: str = ""
    #: By widget id, what the browser holds of it.
    states: dict = field(default_factory=dict)
    #: By key, the element of each widget on the page.
    widgets: dict = field(default_factory=dict)
    query: str = ""
    #: Hashes of the large messages of the last two runs, which are not sent again.
    held: list = field(default_factory=lambda: [set(), set()])

    async def __aenter__(self):
        self.token = await asyncio.to_thread(xsrf_token, self.url)
        self.socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            origin=self.url,
            subprotocols=["streamlit", self.token],
            additional_headers={"Cookie": f"{XSRF_COOKIE}={self.token}"},
            max_size=None,
            open_timeout=RUN_LIMIT_S,
        )
        return self

    async def __aexit__(self, *_error):
        await self.socket.close()

    def options(self, key):
        """Return the options of the selectbox or radio of a key, as it shows them."""
        return list(self.widgets[key].options)

    async def choose(self, key, option):
        """Choose an option of a selectbox or radio, and wait for the page."""
        self._state(key).string_value = option
        return await self.run()

    async def run(self):
        """Run the page's script with what is chosen, to its end.

        Raises
        ------
        RunError
            If the page shows an error, or does not end.
        """
        message = BackMsg()
        script = message.rerun_script
        script.page_name, script.query_string = self.page, self.query
        script.widget_states.widgets.extend(self.states.values())
        script.cached_message_hashes.extend(set.union(*self.held))
        script.context_info.timezone = "UTC"
        script.context_info.locale = "en-US"
        script.context_info.url = f"{self.url}/{self.page}"
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        run = Run(0.0)
        await asyncio.wait_for(self._to_the_end(run), RUN_LIMIT_S)
        run.wall_s = time.perf_counter() - start
        return run

    async def _to_the_end(self, run):
        self.held = [set(), self.held[0]]
        async for content in self.socket:
            message = ForwardMsg.FromString(content)
            run.messages += 1
            run.sent_bytes += len(content)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._take(message)
            elif kind == "ref_hash":
                self.held[0].add(message.ref_hash)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind in ("page_not_found", "session_event"):
                raise RunError(kind)
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
                raise RunError("the script did not end well")
        raise RunError("the connection was closed")

    def _take(self, message):
        """Keep what a browser keeps of an element, and refuse an error."""
        if message.metadata.cacheable:
            self.held[0].add(message.hash)
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception" or (
            kind == "alert" and element.alert.format == element.alert.ERROR
        ):
            raise RunError(str(getattr(element, kind))[:300])
        shown = getattr(element, kind)
        if kind in ("selectbox", "radio", "file_uploader"):
            key = shown.id.rpartition("-")[2]
            self.widgets[key] = shown
            if kind != "file_uploader" and shown.options:
                self._keep_choice(key, shown)

    def _keep_choice(self, key, shown):
        """Hold what a widget shows when it is first sent, or sets itself."""
        if shown.set_value and shown.HasField("raw_value"):
            self._state(key).string_value = shown.raw_value
        elif shown.id not in self.states and shown.HasField("default"):
            self._state(key).string_value = shown.options[shown.default]

    def _state(self, key):
        name = self.widgets[key].id
        return self.states.setdefault(name, WidgetState(id=name))

    async def upload(self, key, name, content):
        """Give a file to the uploader whose key starts so, and wait for the page."""
        found = next(known for known in self.widgets if known.startswith(key))
        request = BackMsg()
        request.file_urls_request.request_id = str(uuid4())
        request.file_urls_request.file_names.append(name)
        start = time.perf_counter()
        await self.socket.send(request.SerializeToString())
        urls = (await asyncio.wait_for(self._file_urls(), RUN_LIMIT_S)).file_urls[0]
        await asyncio.to_thread(self._put, urls.upload_url, name, content)
        info = self._state(found).file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), urls.file_id
        info.file_urls.CopyFrom(urls)
        run = await self.run()
        run.wall_s = time.perf_counter() - start
        return run

    async def _file_urls(self):
        async for content in self.socket:
            message = ForwardMsg.FromString(content)
            if message.WhichOneof("type") == "file_urls_response":
                return message.file_urls_response
        raise RunError("the connection was closed")

    def _put(self, path, name, content):
        requests.put(
            f"{self.url}/{path.lstrip('/')}",
            files={name: (name, content)},
            headers={"X-Xsrftoken": self.token},
            cookies={XSRF_COOKIE: self.token},
            timeout=RUN_LIMIT_S,
        ).raise_for_status()


def xsrf_token(url):
    """Return the token that the server gives to a browser."""
    answer = requests.get(f"{url}/_stcore/health", timeout=RUN_LIMIT_S)
    return answer.cookies[XSRF_COOKIE]
