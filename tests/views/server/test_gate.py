"""Attacks on a running server from another process: none comes through."""

import pytest

from tests.served import FRONTLODE, served

FOREIGN = "evil.example"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with served(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.mark.parametrize("path", ["/", "/terms", "/healthz", "/_stcore/health"])
def test_a_rebound_name_gets_no_page(app, path):
    assert app.request(path, host=f"{FOREIGN}:{app.port}").status == 400
    assert app.request(path, host=FOREIGN).status == 400


def test_a_rebound_name_opens_no_websocket(app):
    host = f"{FOREIGN}:{app.port}"
    assert app.websocket_status(host=host, origin=f"http://{host}") == 400


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
@pytest.mark.parametrize("port", ["", ":8501"])
def test_a_loopback_name_is_answered_on_any_port(app, name, port):
    assert app.request("/", host=name + port).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost.evil.example",
        "evil.localhost",
        "localhost.",
        "127.0.0.2",
        "localhost@evil.example",
        "localhost:80:80",
        " ",
    ],
)
def test_a_name_that_only_looks_like_loopback_is_refused(app, host):
    assert app.request("/", host=host).status == 400


def test_its_own_page_opens_a_websocket(app):
    assert app.websocket_status(origin=f"http://{app.host}") == 101
    # Behind a proxy that speaks TLS the page is at https, the server is not.
    assert app.websocket_status(origin=f"https://{app.host}") == 101


def foreign_origins(app):
    return [
        f"http://{FOREIGN}",
        f"http://{FOREIGN}:{app.port}",
        f"http://127.0.0.1:{app.port + 1}",
        f"http://localhost:{app.port}",
        "http://127.0.0.1",
        f"http://me@{app.host}",
        f"ftp://{app.host}",
        f"{app.host}",
        "null",
    ]


@pytest.mark.parametrize("case", range(9))
def test_a_foreign_page_opens_no_websocket(app, case):
    assert app.websocket_status(origin=foreign_origins(app)[case]) == 403


def test_a_websocket_without_an_origin_is_refused(app):
    assert app.websocket_status() == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_a_foreign_page_sends_no_body(app, method):
    path = "/_stcore/upload_file/session/file"
    assert app.request(path, method=method).status == 403
    assert app.request(path, method=method, Origin=f"http://{FOREIGN}").status == 403


def test_its_own_page_is_asked_for_its_token_as_before(app):
    path, own = "/_stcore/upload_file/session/file", f"http://{app.host}"
    refused = app.request(path, method="PUT", Origin=own)
    assert (refused.status, b"XSRF" in refused.body) == (403, True)


def test_there_are_no_metrics(app):
    assert app.request("/_stcore/metrics").status == 404


def test_every_answer_has_the_headers(app):
    for path in ("/", "/healthz", "/_stcore/health", "/nothing", "/_stcore/metrics"):
        headers = app.request(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
    refused = app.request("/", host=FOREIGN)
    assert "content-security-policy" in refused.headers


def test_only_the_frame_of_the_map_may_evaluate(app):
    path = "/component/streamlit_folium.st_folium/index.html"
    policy = app.request(path).headers["content-security-policy"]
    assert "'unsafe-eval'" in policy
    assert "connect-src" not in policy
    assert "frame-ancestors 'self'" in policy
    other = app.request("/component/geo.views.assets.frontlode_static/leaflet.js")
    assert "unsafe-eval" not in other.headers["content-security-policy"]


def test_what_the_options_allow_is_allowed_and_nothing_more(tmp_path):
    name, other = "minerals.example", "https://news.example"
    options = ["--allowed-host", name, "--frame-ancestor", other, "--metrics"]
    with served(tmp_path, *options, start=FRONTLODE) as app:
        assert app.request("/", host=name).status == 200
        assert app.request("/", host=f"www.{name}").status == 400
        assert app.websocket_status(host=name, origin=f"https://{name}") == 101
        assert app.websocket_status(host=name, origin=other) == 403
        assert app.websocket_status(host=app.host, origin=f"https://{name}") == 403
        assert app.request("/_stcore/metrics").status == 200
        page = app.request("/").headers["content-security-policy"]
        assert page.endswith(f"frame-ancestors {other}")
        frame = app.request("/component/streamlit_folium.st_folium/index.html")
        policy = frame.headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors 'self' {other}")
