"""Refusals that several formats share."""

from geo.errors import SchemaError
from geo.ingest.limits import MAX_FEATURES, MAX_VERTICES
from geo.ingest.messages import quoted
from geo.text.i18n import _


def several_layers(name: str, choices: list[str]) -> SchemaError:
    """Return the refusal of a file with several layers, which lists them."""
    return SchemaError(
        _(
            "{name}: expected one layer, but it holds {count}: {choices}. Choose one."
        ).format(
            name=name,
            count=len(choices),
            choices=quoted(", ".join(choices), length=1000),
        )
    )


def no_such_layer(name: str, wanted: str, choices: list[str]) -> SchemaError:
    """Return the refusal of a choice that the file does not have."""
    return SchemaError(
        _(
            "{name}: expected a layer {wanted}, but it holds only {choices}. Choose "
            "one of these."
        ).format(
            name=name,
            wanted=quoted(wanted),
            choices=quoted(", ".join(choices), length=1000),
        )
    )


def too_large(name: str) -> SchemaError:
    """Return the refusal of a file with too many vertices or features."""
    return SchemaError(
        _(
            "{name}: expected at most {vertices:,} vertices and {features:,} features, "
            "but it holds more. Simplify it or take a part of it, or raise "
            "FRONTLODE_MAX_VERTICES and FRONTLODE_MAX_FEATURES."
        ).format(name=name, vertices=MAX_VERTICES, features=MAX_FEATURES)
    )
