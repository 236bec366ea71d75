"""A version carried out: who would hold what, the counts then, and the map."""

import streamlit as st

from geo import maps
from geo.deal.ground import (
    Option,
    derived_id,
    in_demilitarised,
    option_text,
    options_of,
)
from geo.deal.load import default_scenario
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.risk.presets import preset
from geo.schema import Answer, Control, Coverage
from geo.text.figure.questions import CarriedOut
from geo.text.format import number_text
from geo.text.i18n import _, in_language
from geo.text.labels import label
from geo.views import store
from geo.views.assumed import show_assumed
from geo.views.figure import show_figure
from geo.views.map_view import show_map
from geo.views.ruled import ruled_html

_MAP_HEIGHT_PX = 520


def show_ground(front: Front, scenario: Scenario) -> None:
    """Lay out what a version with ground terms would make of a front."""
    options = options_of(scenario)
    if not options or front.zone is None:
        return
    st.subheader(_("If it were carried out"))
    for term in scenario.ground:
        if term.note:
            st.text(in_language(term.note))
    fronts = [front, *(_front(front, scenario, option) for option in options)]
    heads = [_("The front as it is"), *map(option_text, options)]
    counts = [_counts(one) for one in fronts]
    rows = [(name, *(number_text(each[name]) for each in counts)) for name in counts[0]]
    st.html(ruled_html(("", *heads), rows, numbers=range(1, len(heads) + 1)))
    picked = st.segmented_control(
        _("On the map"),
        range(len(options)),
        default=0,
        required=True,
        format_func=lambda i: option_text(options[i]),
        key="terms_ground",
    )
    _show(fronts[1 + picked])


def _front(front: Front, scenario: Scenario, option: Option) -> Front:
    return store.front(derived_id(front.id, scenario.id, option))


def _counts(front: Front) -> dict[str, int]:
    """Count deposits by side, without troops, and in reach under the text in force."""
    rows = store.assessed(front.id, default_scenario().id)
    bare = in_demilitarised(rows, front)
    in_force = in_language(default_scenario().short_name)
    free = rows["control"] == Control.FREE
    sides = {
        label("control", side): (rows["control"] == side).sum() for side in Control
    }
    return sides | {
        _("demilitarised, for sure"): (bare == Answer.YES).sum(),
        _("perhaps demilitarised"): (bare == Answer.UNCLEAR).sum(),
        _("“{name}”: covered now, in reach").format(name=in_force): (
            free & (rows["covered"] == Coverage.IN_FORCE)
        ).sum(),
        _("“{name}”: would be once licensed, in reach").format(name=in_force): (
            free & (rows["covered"] == Coverage.PROSPECTIVE)
        ).sum(),
    }


def _show(then: Front) -> None:
    in_force = default_scenario()
    rows = store.assessed(then.id, in_force.id)
    show_assumed(rows, then)
    show_figure(CarriedOut(front=then.id))
    parts = maps.build_map(rows, then, scenario=in_force, preset=preset("default"))
    show_map(parts, key="terms-ground-map", height_px=_MAP_HEIGHT_PX)
