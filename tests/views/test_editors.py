"""Who may change the ledger from a page, driven without a browser."""

import getpass

import pytest

from geo.errors import InputError
from geo.ledger import default_ledger
from geo.views import editors
from geo.views.server.settings import editor_secrets
from tests.views.test_pages import (
    accepted,
    accepted_on_a_page,
    day_of_war,
    opened,
    own_store,
    plain_text,
    press,
    update_script,
    upload,
)

__all__ = ["own_store"]

ANNA, BOHDAN = "correct-horse-battery", "staple-of-sixteen-characters"


@pytest.fixture
def two_editors(monkeypatch):
    lines = f"Anna {ANNA}\n# who has left\nBohdan the second {BOHDAN}\n"
    monkeypatch.setenv("FRONTLODE_EDITORS", lines)


def sign_in(app, secret):
    app.text_input(key="editor_secret").set_value(secret)
    press(app, "editor_in")


def has_button(app, key):
    return key in [one.key for one in app.button]


def test_on_this_machine_alone_its_user_changes_the_ledger():
    accepted_on_a_page()
    assert default_ledger().events()["who"].tolist() == [getpass.getuser()]


def test_without_a_secret_a_visitor_sees_and_changes_nothing(two_editors):
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    assert app.subheader[0].value.startswith("Check: ")
    assert not has_button(app, "front_accept")
    assert "only editors" in app.info[0].value


def test_an_editor_changes_the_ledger_in_their_own_name(two_editors):
    app = opened(update_script)
    sign_in(app, f" {BOHDAN} ")
    assert app.session_state["editor_secret"] == ""
    upload(app, "2026-09-01.geojson", day_of_war())
    app.text_input(key="front_source").set_value("drawn by hand")
    press(app, "front_accept")
    (kept,) = accepted()
    app.selectbox(key="ledger_pick").set_value(kept.id).run()
    press(app, "ledger_turn")
    press(app, "undo_yes")
    press(app, "undo_undo")
    assert default_ledger().events()["who"].tolist() == ["Bohdan the second"] * 3


@pytest.mark.parametrize("secret", ["", "Anna", ANNA[:-1], f"Anna {ANNA}"])
def test_a_wrong_secret_opens_nothing(two_editors, secret):
    app = opened(update_script)
    sign_in(app, secret)
    assert app.error[0].value == "No editor has this secret."
    upload(app, "2026-09-01.geojson", day_of_war())
    assert not has_button(app, "front_accept")


def test_an_editor_who_signed_out_changes_nothing(two_editors):
    app = opened(update_script)
    sign_in(app, ANNA)
    press(app, "editor_out")
    upload(app, "2026-09-01.geojson", day_of_war())
    assert not has_button(app, "front_accept")


def test_an_editor_taken_out_of_the_file_is_out(tmp_path, monkeypatch):
    file = tmp_path / "editors"
    file.write_text(f"Anna {ANNA}\nBohdan {BOHDAN}\n")
    monkeypatch.setenv("FRONTLODE_EDITORS_FILE", str(file))
    app = opened(update_script)
    sign_in(app, ANNA)
    upload(app, "2026-09-01.geojson", day_of_war())
    file.write_text(f"Bohdan {BOHDAN}\n")
    app.text_input(key="front_source").set_value("drawn by hand")
    press(app, "front_accept")
    assert accepted() == []


def test_a_button_drawn_before_it_was_read_only_does_nothing(monkeypatch):
    app, kept = accepted_on_a_page()
    press(app, "ledger_turn")
    monkeypatch.setenv("FRONTLODE_READ_ONLY", "1")
    press(app, "undo_yes")
    assert "read-only" in plain_text(app.error[0].value)
    assert not default_ledger().snapshot(kept.id).undone


def test_a_read_only_page_offers_no_change(monkeypatch):
    _app, kept = accepted_on_a_page()
    monkeypatch.setenv("FRONTLODE_READ_ONLY", "1")
    app = opened(update_script)
    app.selectbox(key="ledger_pick").set_value(kept.id).run()
    assert "read-only" in app.info[0].value
    assert not has_button(app, "ledger_turn")
    assert not has_button(app, "editor_in")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", {}),
        ("# none yet\n\n", {}),
        ("Anna\tsixteen characters", None),
        ("short secret", None),
        ("sixteen-characters", None),
        (f"Anna {ANNA}\nAnna {BOHDAN}", None),
        (f"Anna {ANNA}\nBohdan {ANNA}", None),
        (f"  Анна Шевченко   {ANNA}  ", {"Анна Шевченко": ANNA}),
    ],
)
def test_editors_are_read_or_refused_without_their_secrets(monkeypatch, lines, found):
    monkeypatch.setenv("FRONTLODE_EDITORS", lines)
    if found is None:
        with pytest.raises(InputError) as refused:
            editor_secrets()
        assert "characters" in str(refused.value) or "same secret" in str(refused.value)
        assert ANNA not in str(refused.value)
    else:
        assert editor_secrets() == found


def test_a_file_of_editors_that_is_gone_lets_no_one_in(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_EDITORS_FILE", str(tmp_path / "none"))
    with pytest.raises(InputError, match="cannot be read"):
        editors.may_change()
