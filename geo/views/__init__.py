"""The web pages: thin, and the only code beside ``app.py`` that knows Streamlit.

``store`` reads and keeps what is slow to compute, ``sidebar`` asks for the choice of
front, preset, scenario and deposits, ``headline``, ``card`` and ``table`` draw what
`geo.text.sentences` and `geo.text.card` say of the assessment, and the pages lay them
out. ``frame`` holds every page, ``safe`` keeps an untrusted text plain.
"""
