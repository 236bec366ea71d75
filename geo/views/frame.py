"""The frame of every page: the style, and the one place where errors are shown."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo.errors import FrontlodeError
from geo.views.safe import plain

_STYLE = Path(__file__).with_name("style.css")


def run(page: StreamlitPage) -> None:
    """Run a page inside the frame; an error of ours is one sentence, then the end."""
    st.html(_STYLE)
    try:
        page.run()
    except FrontlodeError as error:
        st.error(plain(str(error)))
        st.stop()
