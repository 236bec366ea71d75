"""How much of an untrusted file is read; every refusal names its limit.

Those that a setting can move are read from the environment once, at the start.
"""

import os


def _setting(name: str, default: int) -> int:
    """Return a setting that is a positive whole number, else the default."""
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() and int(given) else default


#: What a browser calls a megabyte, and so what every limit and message here does.
MB = 1_000_000

#: The web page's upload limit, so that both channels take the same files.
MAX_BYTES = _setting("FRONTLODE_MAX_UPLOAD_MB", 50) * MB

#: A day of the most detailed public front has about 3,000 vertices.
MAX_VERTICES = _setting("FRONTLODE_MAX_VERTICES", 2_000_000)

MAX_FEATURES = _setting("FRONTLODE_MAX_FEATURES", 200_000)

#: For a format that a library reads in a process of its own.
MAX_READ_SECONDS = _setting("FRONTLODE_MAX_READ_SECONDS", 10)

#: For the whole check of a file, where another process does it (`geo.update.worker`),
#: which takes two more to start. Half a million vertices take about 8 seconds of one
#: processor.
MAX_CHECK_SECONDS = _setting("FRONTLODE_MAX_CHECK_SECONDS", 16)

#: Memory for the same, of which the libraries take 130.
MAX_CHECK_MB = _setting("FRONTLODE_MAX_CHECK_MB", 1000)

#: A history of ten years is 3,650 files.
MAX_ZIP_ENTRIES = _setting("FRONTLODE_MAX_ZIP_ENTRIES", 5_000)

#: Of all that a zip holds: ten years of days at 80 kB are 300 MB.
MAX_UNPACKED_BYTES = _setting("FRONTLODE_MAX_UNPACKED_MB", 500) * MB

#: Text of coordinates shrinks to a third or less, that of a bomb to a thousandth.
MAX_ZIP_RATIO = 200

#: Pairs of edges that cross each other in one file. Repairing and merging take time
#: with the number of crossings, not of vertices: 200,000 take about 2 s, and lines
#: crossing at random of only 3,000 vertices, which holds a million, takes half a
#: minute.
MAX_CROSSINGS = 200_000

#: Length of all outlines of one file, about a million kilometres: 200 times that of the
#: control zone. Whatever projects an outline cuts it into short pieces first.
MAX_OUTLINE_DEG = 10_000

MAX_NAME_CHARACTERS = 500

MAX_TEXT_CHARACTERS = 10_000

#: Beyond a third of Ukraine's width an uncertainty says nothing about a place: the
#: number was most likely in metres.
MAX_UNCERTAINTY_KM = 500.0
