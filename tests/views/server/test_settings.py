"""The settings of the server: taken, or refused in a sentence."""

import ipaddress

import pytest

from geo.views import server
from geo.views.server.settings import Settings, settings
from tests.served import served


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"FRONTLODE_ALLOWED_HOSTS": "*"}, "FRONTLODE_ALLOWED_HOSTS"),
        ({"FRONTLODE_ALLOWED_HOSTS": "https://minerals.example"}, "without its port"),
        (
            {"FRONTLODE_FRAME_ANCESTORS": "https://a.example/page"},
            "https://example.org",
        ),
        ({"FRONTLODE_FRAME_ANCESTORS": "*; script-src *"}, "FRONTLODE_FRAME_ANCESTORS"),
        ({"FRONTLODE_EDITORS": "Anna short"}, "16 characters"),
        ({"FRONTLODE_EDITOR_HEADER": "X-Editor"}, "FRONTLODE_PROXIES"),
        ({"FRONTLODE_EDITOR_HEADER": "X Editor:"}, "name of a header"),
        (
            {"FRONTLODE_EDITOR_HEADER": "X-Editor", "FRONTLODE_PROXIES": "10.0.0.5"},
            "FORWARDED_ALLOW_IPS",
        ),
        ({"FRONTLODE_PROXIES": "10.0.0.5/24"}, "10.0.0.0/24"),
    ],
)
def test_what_is_not_clear_ends_the_start_in_a_sentence(
    monkeypatch, environment, reason
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=reason):
        server.middleware()


def test_a_start_that_is_refused_shows_no_traceback(tmp_path):
    with (
        pytest.raises(AssertionError) as ended,
        served(tmp_path, FRONTLODE_ALLOWED_HOSTS="*"),
    ):
        pass
    assert "a host" in str(ended.value)
    assert "Traceback" not in str(ended.value)


def test_no_setting_is_this_machine_alone():
    assert settings() == Settings()


def test_what_is_stated_is_taken(monkeypatch):
    for name, value in {
        "FRONTLODE_ALLOWED_HOSTS": "Minerals.example *.b.example 10.1.2.3 2001:DB8::1",
        "FRONTLODE_FRAME_ANCESTORS": "https://news.example http://news.example:8080",
        "FRONTLODE_EDITOR_HEADER": "X-Editor",
        "FRONTLODE_PROXIES": "10.0.0.5 fd00::/8",
        "FORWARDED_ALLOW_IPS": "",
        "FRONTLODE_METRICS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert settings() == Settings(
        ("minerals.example", "*.b.example", "10.1.2.3", "[2001:db8::1]"),
        ("https://news.example", "http://news.example:8080"),
        "x-editor",
        (ipaddress.ip_network("10.0.0.5"), ipaddress.ip_network("fd00::/8")),
        metrics=True,
    )
