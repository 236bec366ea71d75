"""Entry of the web app: its server, and the script that draws a page at each run."""

import streamlit as st

if __name__ == "__main__":
    from geo.text.i18n import _
    from geo.views import frame
    from geo.views.pages.claim import claim_page
    from geo.views.pages.map import map_page
    from geo.views.pages.money import money_page
    from geo.views.pages.sources import sources_page
    from geo.views.pages.terms import terms_page
    from geo.views.pages.update import update_page
    from geo.views.pages.whatif import whatif_page

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
                st.Page(
                    sources_page, title=_("Sources and method"), url_path="sources"
                ),
            ]
        )
    )
else:
    from geo.views import server

    # Streamlit's command line looks for this very assignment, and then serves it.
    app = st.App(
        __file__,
        middleware=server.middleware(),
        routes=server.ROUTES,
        lifespan=server.lifespan,
    )
