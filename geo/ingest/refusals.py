"""Refusals that several formats share."""

from collections.abc import Sequence

from geo.errors import SchemaError
from geo.ingest.limits import MAX_FEATURES, MAX_VERTICES
from geo.ingest.messages import quoted
from geo.text.i18n import _


def chosen_layer(name: str, choices: Sequence[str], wanted: str | None) -> str:
    """Return the layer that is wanted, or the only one.

    Parameters
    ----------
    name : str
        What messages call the file.
    choices : sequence of str
        The names of its layers, one or more.
    wanted : str or None
        The user's choice.

    Raises
    ------
    SchemaError
        If the choice is none of them, or there are several and none is chosen.
    """
    if wanted in choices:
        return str(wanted)
    if wanted is None and len(choices) == 1:
        return choices[0]
    raise not_one_layer(name, choices, wanted)


def not_one_layer(name: str, choices: Sequence[str], wanted: str | None) -> SchemaError:
    """Return the refusal of a choice that is none, or is still to be made."""
    if wanted is None:
        message = _(
            "{name}: expected one layer, but it holds {count}: {choices}. Choose one, "
            "or export it alone."
        )
    else:
        message = _(
            "{name}: expected a layer {wanted}, but it holds only {choices}. Choose "
            "one of these."
        )
    return SchemaError(
        message.format(
            name=name,
            wanted=quoted(wanted or ""),
            count=len(choices),
            choices=quoted(", ".join(choices), length=1000),
        )
    )


def require_few(name: str, *, vertices: int = 0, features: int = 0) -> None:
    """Refuse a file of more vertices or features than are read.

    Raises
    ------
    SchemaError
        If there are more than `MAX_VERTICES` or `MAX_FEATURES`.
    """
    if vertices > MAX_VERTICES or features > MAX_FEATURES:
        raise SchemaError(
            _(
                "{name}: expected at most {vertices:,} vertices and {features:,} "
                "features, but it holds more. Simplify it or take a part of it, or "
                "raise FRONTLODE_MAX_VERTICES and FRONTLODE_MAX_FEATURES."
            ).format(name=name, vertices=MAX_VERTICES, features=MAX_FEATURES)
        )
