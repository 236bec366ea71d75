"""Text from a file on a page."""

import pytest

from geo.views.safe import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example", "https:\u2060//a.example"),
        ("HTTP://a.example", "HTTP:\u2060//a.example"),
        ("Www.a.example", "Www\u2060.a.example"),
        ("me@a.example", "me\u2060@a.example"),
        ("25 %, awww-shucks: ok", "25 %, awww-shucks: ok"),
        ("[a](b) <c> *d* `e` $f$", "[a](b) <c> *d* `e` $f$"),
    ],
)
def test_text_is_shown_as_it_is_but_no_address_is_whole(text, shown):
    assert plain(text).replace("\\", "") == shown


def test_every_mark_is_escaped():
    assert plain("![x](y)") == r"\!\[x\]\(y\)"
