"""A figure as a sentence to copy, with the id by which anybody can check it."""

import streamlit as st

from geo.deal.scenario import Scenario
from geo.text.figure import Question, quoted
from geo.views import store


def show_figure(question: Question, *, own_text: Scenario | None = None) -> None:
    """Show the answer to a question, to be copied in one click.

    Parameters
    ----------
    question : Question
    own_text : Scenario, optional
        The text from a file, where the question is about one.
    """
    message = (
        quoted(question, store.inputs().with_text(own_text))
        if own_text
        else store.figure(question).quotation
    )
    st.code(message, language=None, wrap_lines=True)
