"""What the tests in a browser share: the app, running, and a page that must be calm."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]

#: Addresses that stay in the browser or on this machine.
OWN_ADDRESSES = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")

START_LIMIT_S = 60


def pytest_collection_modifyitems(items):
    """Keep all that share one app on one processor: it has one store."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def app_url(tmp_path_factory):
    """The address of the app, started as a user starts it, with a store of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    server = subprocess.Popen(
        command + options,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONWARNINGS": "default",
            "FRONTLODE_STORE": str(tmp_path_factory.mktemp("store")),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/_stcore/health", server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address, server):
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        assert server.poll() is None, "the app ended before it answered"
        try:
            with urlopen(address) as answer:
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"no answer from {address} in {START_LIMIT_S} s")


@pytest.fixture
def calm_page(page):
    """A page on which any request elsewhere, any error and any dialog is an error."""
    issues = []
    page.on("request", lambda r: issues.append(r.url) if is_foreign(r.url) else None)
    page.on("pageerror", lambda error: issues.append(f"error: {error}"))
    page.on("console", lambda m: issues.append(m.text) if m.type == "error" else None)
    page.on("dialog", lambda dialog: (issues.append(dialog.message), dialog.dismiss()))
    yield page
    assert issues == []


def is_foreign(address):
    return not address.startswith(OWN_ADDRESSES)
