"""Who changes the ledger of a running server, tried from another process."""

import json
from datetime import date

import pytest
from shapely.geometry import MultiPolygon, box

from geo.fronts.front import Front
from geo.ledger import default_ledger
from tests.served import FRONTLODE, served, session

SECRET = "correct-horse-battery"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store with one accepted front, the newest, so that a page has it picked."""
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))
    zone = MultiPolygon([box(37, 47.5, 38.5, 49)])
    front = Front("drawn", date(2026, 9, 1), zone, None, 2.0, "drawn by hand", "CC0")
    default_ledger().add(front, content=b"", name="front.geojson", who="before")
    return tmp_path


def who():
    return default_ledger().events()["who"].tolist()


def undo(reader):
    """Click on Undo, and on the answer to what is asked then."""
    update = reader.run("update")
    confirming = reader.run("update", **{update.buttons()["Undo"]: True})
    return reader.run("update", **{confirming.buttons()["Yes, undo"]: True})


def ids_of_undo(folder):
    """The ids of both buttons, as a server without restrictions gives them away."""
    with served(folder) as app, session(app) as reader:
        first = reader.run("update").buttons()["Undo"]
        return first, reader.run("update", **{first: True}).buttons()["Yes, undo"]


def test_on_this_machine_alone_an_undo_is_confirmed_and_done(store):
    with served(store) as app, session(app) as reader:
        assert "is out of use" in undo(reader).texts()
    assert len(who()) == 2


def test_a_read_only_server_undoes_nothing_by_whatever_message(store):
    first, second = ids_of_undo(store)
    with (
        served(store, "--read-only", start=FRONTLODE) as app,
        session(app) as reader,
    ):
        assert "read-only" in reader.run("update").texts()
        assert "Undo" not in reader.buttons()
        for click in (first, second):
            reader.run("update", **{click: True})
    assert who() == ["before"]


def test_served_to_others_without_editors_it_is_read_only(store):
    options = ["--host", "0.0.0.0"]
    with served(store, *options, start=FRONTLODE) as app, session(app) as reader:
        assert "read-only" in reader.run("update").texts()
    assert '"read_only_for_want_of_editors"' in app.log.read_text()


def sign_in(reader, secret):
    update = reader.run("update")
    (field,) = [one.id for one in update.all("text_input") if one.label == "Secret"]
    button = update.buttons()["Sign in"]
    return reader.run("update", **{field: secret, button: True})


def test_an_editor_undoes_in_their_own_name(store):
    editors = store / "editors"
    editors.write_text(f"Anna Shevchenko {SECRET}\n")
    options = ["--allowed-host", "minerals.example", "--editors", str(editors)]
    with served(store, *options, start=FRONTLODE) as app, session(app) as reader:
        assert "Undo" not in reader.run("update").buttons()
        sign_in(reader, "a-wrong-secret-of-mine")
        assert "Undo" not in reader.run("update").buttons()
        sign_in(reader, SECRET)
        undo(reader)
    assert who() == ["before", "Anna Shevchenko"]
    log = app.log.read_text()
    assert ["editor_refused" in log, "editor_signed_in" in log] == [True, True]
    assert "Anna" not in log
    assert SECRET not in log


def test_the_ledger_refuses_a_click_on_a_button_that_was_drawn(store):
    """The page offered it, the editor is taken out, then the click arrives."""
    editors = store / "editors"
    editors.write_text(f"Anna {SECRET}\n")
    options = ["--editors", str(editors)]
    with served(store, *options, start=FRONTLODE) as app, session(app) as reader:
        sign_in(reader, SECRET)
        confirming = reader.run("update", **{reader.buttons()["Undo"]: True})
        editors.write_text(f"Bohdan {SECRET[::-1]}\n")
        refused = reader.run("update", **{confirming.buttons()["Yes, undo"]: True})
        assert "Only an editor" in refused.texts()
    assert who() == ["before"]


PROXIED = ("--editor-header", "X-Editor", "--allowed-host", "minerals.example")


def test_a_known_proxy_names_the_editor(store):
    options = [*PROXIED, "--proxy", "127.0.0.0/8"]
    named = {"X-Editor": "Олена".encode().decode("latin-1")}
    with served(store, *options, start=FRONTLODE) as app:
        with session(app) as reader:
            assert "Undo" not in reader.run("update").buttons()
        with session(app, **named) as reader:
            undo(reader)
    assert who() == ["before", "Олена"]


def test_anyone_else_cannot_set_the_editors_header(store):
    options = [*PROXIED, "--proxy", "10.0.0.5"]
    forged = {"X-Editor": "Anna", "X-Forwarded-For": "10.0.0.5"}
    with (
        served(store, *options, start=FRONTLODE) as app,
        session(app, **forged) as reader,
    ):
        assert "Undo" not in reader.run("update").buttons()
    assert who() == ["before"]


def test_health_names_version_and_newest_front(store):
    with served(store) as app:
        healthy = app.request("/healthz")
        assert healthy.status == 200
        assert json.loads(healthy.body) == {
            "status": "ok",
            "version": "0.1.0",
            "front": "2026-09-01",
            "store": "readable",
        }
        file = store / "store" / "fronts.sqlite"
        file.write_bytes(b"\0" * len(file.read_bytes()))
        broken = app.request("/healthz")
        assert broken.status == 503
        assert json.loads(broken.body)["store"] == "not readable"
        assert str(store).encode() not in broken.body
        file.unlink()
        assert app.request("/healthz").status == 200


def test_the_log_is_json_and_holds_nothing_of_a_visitor(store):
    with served(store) as app:
        app.request("/petro.poroshenko?token=geheim", User_Agent="Petro's telephone")
        app.request("/component/petro/index.html")
        app.request("/", host="petro.example")
        app.websocket_status(origin="http://petro.example")
        with session(app, Cookie="petro=1") as reader:
            reader.run("petro-page")
    log = app.log.read_text("utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"time", "level"} <= line.keys() for line in lines)
    for mark in ("petro", "Petro", "geheim", "127.0.0.1", "::1", str(store)):
        assert mark not in log
    seen = {
        (line["event"], line["route"], line["status"])
        for line in lines
        if line.get("event") in ("request", "websocket")
    }
    assert {
        ("request", "page", 200),
        ("request", "/component", 404),
        ("request", "page", 400),
        ("websocket", "/_stcore/stream", 403),
        ("websocket", "/_stcore/stream", 101),
    } <= seen
