"""The question what it would come to if the line or a text were otherwise."""

from dataclasses import dataclass
from typing import Literal, Self, cast

from geo.assessment.ranges import Ranges
from geo.deal.lists import mineral_sets_of
from geo.deal.load import read_scenarios
from geo.deal.minerals import known_minerals
from geo.deal.scenario import Scenario, WhatIf
from geo.deal.whatif import Changes, alter, origin_id
from geo.fronts.front import Front
from geo.geodesy.ukraine import oblasts
from geo.risk.presets import preset
from geo.text.figure import tokens
from geo.text.figure.inputs import Inputs
from geo.text.figure.question import option, part
from geo.text.figure.questions import OnFront
from geo.text.figure.tokens import name_token, require_named, wrong
from geo.text.i18n import _
from geo.text.outcome import assess_what_if, assumption_text, what_if_finding
from geo.text.quote import quotation


@dataclass(frozen=True, kw_only=True)
class OfWhatIf(OnFront):
    """What it comes to if the line moved or a text were otherwise.

    ``scenario`` is the text that changes start from; ``name`` is what a reader calls
    the what-if, which no id holds.
    """

    kind = "whatif"

    scenario: str = part(tokens.SCENARIO)
    km: float = option("km", tokens.NUMBER, 0.0)
    oblast: str = option("in", tokens.NAME, "")
    us_percent: float | None = option("us", tokens.NUMBER, None)
    freed_percent: float | None = option("freed", tokens.NUMBER, None)
    minerals: str = option("set", tokens.NAME, "")
    picked: tuple[str, ...] = option("min", tokens.NAMES, ())
    existing: str | None = option("old", tokens.EXISTING, None)
    name: str = ""

    @classmethod
    def of(
        cls, front: str, scenario: str, changes: Changes, start: WhatIf, *, name: str
    ) -> Self:
        """Return the question about changes to a text, from a front that moves."""
        picked = changes.minerals if isinstance(changes.minerals, tuple) else ()
        named_set = changes.minerals if isinstance(changes.minerals, str) else ""
        return cls(
            front=front,
            scenario=scenario,
            km=start.front_moved_km,
            oblast=start.oblast.lower(),
            us_percent=changes.us_percent,
            freed_percent=changes.freed_percent,
            minerals=name_token(named_set) if named_set else "",
            picked=tuple(sorted(map(name_token, picked))),
            existing=changes.existing,
            name=name,
        )

    @property
    def _base(self) -> str:
        return self.front.partition("+")[0]

    def scenario_ids(self) -> tuple[str, ...]:
        return (self.scenario,)

    def changes(self, text: Scenario) -> Changes:
        """Return what is changed in a text, by the names that it knows."""
        minerals: str | tuple[str, ...] | None = None
        if self.minerals:
            minerals = require_named(self.minerals, list(mineral_sets_of(text)))
        elif self.picked:
            known = sorted(known_minerals())
            minerals = tuple(require_named(one, known) for one in self.picked)
        existing = cast("Literal['in', 'out'] | None", self.existing)
        return Changes(self.us_percent, minerals, existing, self.freed_percent)

    def _oblast(self) -> str:
        ids = list(map(str, oblasts().index))
        return require_named(self.oblast, ids) if self.oblast else ""

    def _start(self, inputs: Inputs) -> WhatIf:
        day = inputs.front(self._base).as_of
        carried_out = self.front.partition("+")[2]
        origin = origin_id(inputs.scenario(self.scenario))
        return WhatIf(origin, day, self.km, self._oblast(), carried_out)

    def after(self, inputs: Inputs) -> Scenario:
        """Return the text with its changes; as it is where nothing is changed."""
        text, start = inputs.scenario(self.scenario), self._start(inputs)
        changes = self.changes(text)
        if changes == Changes() and not start.changes_line:
            return text
        return alter(text, changes, name=self.name, start=start)

    def _moved(self, inputs: Inputs) -> Front:
        if not self.km:
            return inputs.front(self.front)
        return inputs.moved(self.front, self.km, self._oblast())

    def finding(self, inputs: Inputs) -> str:
        text, start, after = (
            inputs.scenario(self.scenario),
            self._start(inputs),
            self.after(inputs),
        )
        before = read_scenarios().get(origin_id(text), text)
        assumed = assumption_text(before, after, start)
        if not assumed:
            raise wrong(self.kind, _("a what-if that changes something"))
        deposits, today = inputs.deposits(), inputs.measured(self._base)
        bands = preset("default")
        origin = origin_id(text) or tokens.OWN
        rows = inputs.assessed(self._base, origin, preset=bands)
        measured, changed = inputs.measured(self.front), None
        if self.km:
            measured = inputs.measured_moved(self.front, self.km, self._oblast())
        if start.changes_line:
            changed = inputs.changed(self._base, self.front, self.km, self._oblast())
        then = assess_what_if(
            deposits,
            measured,
            self._moved(inputs),
            preset=bands,
            scenario=after,
            today=today["control"],
        )
        return what_if_finding(
            rows,
            then,
            after,
            assumed=assumed,
            changed=changed,
            text_before=before,
            ranges=self.ranges(inputs, after),
        )

    def ranges(
        self, inputs: Inputs, after: Scenario
    ) -> tuple[Ranges | None, Ranges | None]:
        """Return the counts before it and after as ranges, where they have any."""
        origin = origin_id(inputs.scenario(self.scenario)) or tokens.OWN
        moved = (self.front, self.km, self._oblast())
        return inputs.ranges(self._base, origin), inputs.ranges_moved(*moved, after)

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        return quotation(
            finding, self._moved(inputs), self.after(inputs), figure=figure
        )
