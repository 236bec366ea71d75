"""What a map service sends in place of a layer's features: an error, or a part."""

from typing import Any

from geo.errors import FormatError
from geo.ingest.messages import quoted
from geo.text.i18n import _


def require_whole(document: Any, name: str) -> None:
    """Refuse a JSON document that is a map service's error, or a part of a layer.

    Raises
    ------
    FormatError
        If it is.
    """
    if _is_error(document):
        raise _error(document, name)
    if _is_cut(document):
        raise _cut(name)


def _is_cut(document: Any) -> bool:
    """Return whether a map service says that it sent a part of its features only.

    It says so in Esri JSON and, among the properties, in GeoJSON too.
    """
    if not isinstance(document, dict):
        return False
    inner = document.get("properties")
    declared = (document, inner if isinstance(inner, dict) else {})
    return any(one.get("exceededTransferLimit") is True for one in declared)


def _cut(name: str) -> FormatError:
    """Return the refusal of a part of a map service's features."""
    return FormatError(
        _(
            "{name}: expected all features of the layer, but the map service sent a "
            "part of them only (exceededTransferLimit). Ask it for the rest too "
            "(resultOffset), and join them."
        ).format(name=name)
    )


def _is_error(document: Any) -> bool:
    """Return whether a map service answered with an error in place of features."""
    return (
        isinstance(document, dict)
        and isinstance(document.get("error"), dict)
        and "message" in document["error"]
    )


def _error(document: dict[str, Any], name: str) -> FormatError:
    """Return the refusal of a map service's error."""
    return FormatError(
        _(
            "{name}: expected features, but the map service answered with an error: "
            "{declared}. Ask it again."
        ).format(
            name=name, declared=quoted(str(document["error"]["message"]), length=80)
        )
    )
