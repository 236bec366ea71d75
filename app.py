"""Entry of the web app: page configuration, navigation, run."""

import streamlit as st

from geo.views import frame
from geo.views.claim_page import claim_page
from geo.views.map_page import map_page
from geo.views.money_page import money_page
from geo.views.sources_page import sources_page
from geo.views.terms_page import terms_page
from geo.views.update_page import update_page
from geo.views.whatif_page import whatif_page
from geo.words import _

st.set_page_config(page_title="Frontlode", layout="wide")
frame.run(
    st.navigation(
        [
            st.Page(map_page, title=_("Map"), default=True),
            st.Page(terms_page, title=_("Terms"), url_path="terms"),
            st.Page(whatif_page, title=_("What if"), url_path="what-if"),
            st.Page(claim_page, title=_("The claim, tested"), url_path="claim"),
            st.Page(money_page, title=_("Money"), url_path="money"),
            st.Page(update_page, title=_("Update the front"), url_path="update"),
            st.Page(sources_page, title=_("Sources and method"), url_path="sources"),
        ]
    )
)
