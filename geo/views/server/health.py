"""The answer to whether the server works, for whatever watches over it."""

from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse

from geo.errors import FrontlodeError


def healthz(_request: Request) -> JSONResponse:
    """Answer 200 where the store and the newest front in use can be read, else 503.

    Why not is shown on the page of updates and by `frontlode front health`; the answer
    names no path.
    """
    # It takes seconds to load, for which no page should wait at the start.
    from geo.ledger import default_ledger

    state: dict[str, object] = {"version": version("frontlode")}
    try:
        problem = default_ledger().problem() is not None
        state["front"] = default_ledger().latest().as_of.isoformat()
    except FrontlodeError:
        state["front"] = None
        problem = True
    state |= {"store": "not readable" if problem else "readable"}
    return JSONResponse(
        {"status": "failing" if problem else "ok", **state},
        status_code=503 if problem else 200,
        headers={"cache-control": "no-store"},
    )
