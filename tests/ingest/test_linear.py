"""Work grows with an untrusted file, and no faster: nobody's file stops the others.

Steps are counted and never timed, so that a busy machine changes nothing.
"""

import ast
import io
import json
import re
import struct
import sys
import tracemalloc
import zipfile
from functools import partial
from pathlib import Path

import pytest

import geo
from geo.deal.yaml_values import MAX_BYTES, read_plain
from geo.errors import FormatError, InputError, SchemaError
from geo.ingest import archive, area_classes, csv_points, esri, kml
from geo.ingest.dates import find_day
from geo.ingest.file import File
from geo.ingest.front import kinds_of
from geo.ingest.layer import Layer
from geo.ingest.read import read_file
from geo.ingest.registry import is_layer
from geo.text.figure import ids
from tests.invalid_files import SQUARE, collection, raw, zipped
from tests.regex_work import is_linear

PACKAGE = Path(geo.__file__).parent

# Regular expressions

#: Methods that try a pattern at every place of a text, and those that try it at one.
ANYWHERE = {"search", "sub", "subn", "split", "findall", "finditer"}
AT_START = {"match", "fullmatch"}

#: Patterns that are built of our own words, and how they are used.
BUILT = {
    "area_classes.py": [
        (pattern, AT_START)
        for phrases in area_classes._vocabulary().phrases.values()
        for pattern, _kind in phrases
    ],
    "ids.py": [(ids._SEAL, AT_START)],
}

#: Given only what a library or ourselves wrote, which is short.
OUR_OWN_TEXT = {
    r"\[(\S+) (\S+)\]": "what GEOS says of one invalid outline",
    rb"<script>(.*?)</script>": "the page that Streamlit ships",
    r"\d+(?:\.\d+)?": "a sentence that we made",
    r"20(\d\d)([-_])(\d\d)\2(\d\d)": "the id of a front in the ledger, ten characters",
}


def calls_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def is_re(call):
    return isinstance(call.func.value, ast.Name) and call.func.value.id == "re"


def flags_of(call, tree):
    keywords = [k.value for k in call.keywords if k.arg == "flags"]
    given = [*keywords, *(a for a in call.args[1:] if "re." in ast.unparse(a))]
    return eval(ast.unparse(given[0]), {"re": re}) if given else 0


def patterns_in(path):
    """Each pattern of a module, its flags, and the methods that it is used by."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            names[id(node.value)] = ast.unparse(node.targets[0])
    used = {}
    for call in calls_of(tree):
        used.setdefault(ast.unparse(call.func.value), set()).add(call.func.attr)
    for call in calls_of(tree):
        if not is_re(call) or call.func.attr == "escape":
            continue
        if not isinstance(call.args[0], ast.Constant):
            assert path.name in BUILT, f"{path}: {ast.unparse(call)}"
            continue
        if call.func.attr == "compile":
            name = names[id(call)]
            # A pattern that another module uses may be used in any way.
            methods = used.get(name, set()) if name.startswith("_") else ANYWHERE
        else:
            methods = {call.func.attr}
        yield call.args[0].value, flags_of(call, tree), methods


def every_pattern():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for pattern, flags, methods in patterns_in(path):
            found.append((path.name, pattern, flags, bool(methods - AT_START)))
        for whole, methods in BUILT.get(path.name, []):
            found.append(
                (path.name, whole.pattern, whole.flags, bool(methods - AT_START))
            )
    return found


@pytest.mark.parametrize(
    ("where", "pattern", "flags", "anywhere"),
    [one for one in every_pattern() if one[1] not in OUR_OWN_TEXT],
)
def test_no_pattern_of_ours_can_be_kept_busy(where, pattern, flags, anywhere):
    assert is_linear(pattern, flags, anywhere=anywhere), where


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [
        (rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(\[.*?\])?[^<>]*>", True),
        (r"\s*,\s*", True),
        (r"[0-9]+\.?[0-9]*", False),
        (r"(a+)+b", False),
        (r"(a|a)*b", False),
        (r"(a|ab)+c", False),
        (r"(?:x*y?)*z", False),
        (r"\w+\d+x", False),
        (r".*a.*b", False),
        (r"\s+$", True),
        (r"a*a*a*$", False),
    ],
)
def test_patterns_that_can_be_kept_busy_are_found(pattern, anywhere):
    assert not is_linear(pattern, 0, anywhere=anywhere)


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [
        (r"[0-9]+(\.[0-9]*)?", False),
        (r"[^a-z0-9]+", True),
        (r"(https?://[^\s;,()<>\"']+)", True),
        (r"\s*CREATE\s+VIRTUAL", False),
        (r"(?<![0-9])(20[0-9]{2})[-_./]?([0-9]{2})(?![0-9])", True),
        (r"a{1,20}b", True),
    ],
)
def test_patterns_that_cannot_be_kept_busy_pass(pattern, anywhere):
    assert is_linear(pattern, 0, anywhere=anywhere)


# Steps, counted


def steps_of(work, *arguments, **options):
    """How many lines of Python it takes, a refusal included."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(*arguments, **options)
    except InputError:
        pass
    finally:
        sys.settrace(before)
    return count


def assert_grows_no_faster(work, make, size=300):
    """Ten times the input is ten times the steps, or fewer."""
    small, large = (steps_of(work, make(n)) for n in (size, 10 * size))
    assert large <= 10 * small + 100


HEADS = {
    "comments that never end": lambda n: b"<!--" * n,
    "comments": lambda n: b"<!---->" * n,
    "instructions": lambda n: b"<??>" * n,
    "half instructions": lambda n: b"<?" * n,
    "document types": lambda n: b"<!DOCTYPE[" * n,
    "document types and brackets": lambda n: b"<!DOCTYPE" + b"[]" * n,
    "spaces": lambda n: b" " * n,
    "one prefix": lambda n: b"<" + b"k" * n,
}


@pytest.mark.parametrize("head", HEADS)
def test_recognising_kml_takes_steps_as_the_head_is_long(head, monkeypatch):
    monkeypatch.setattr(kml, "_HEAD", 10**9)
    assert_grows_no_faster(kml.starts, HEADS[head])
    assert not kml.starts(HEADS[head](300))


def placemark(inside):
    return (
        f"<kml><Placemark><Polygon>{inside}</Polygon></Placemark></kml>".encode(),
        "x.kml",
    )


KMLS = {
    "spaces": lambda n: f"<coordinates>{' ' * n}x{' ' * n}</coordinates>",
    "commas": lambda n: f"<coordinates>{' , ' * n}</coordinates>",
    "outer rings": lambda n: (
        "<LinearRing><coordinates/></LinearRing>" * n + "<innerBoundaryIs/>" * n
    ),
    "digits": lambda n: f"<coordinates>{'1' * n}x</coordinates>",
}


@pytest.mark.parametrize("inside", KMLS)
def test_reading_kml_takes_steps_as_it_is_long(inside):
    assert_grows_no_faster(
        lambda made: kml.read(File(*made)), lambda n: placemark(KMLS[inside](n))
    )


def test_no_reader_moves_a_whole_list_to_put_something_first():
    for path in sorted((PACKAGE / "ingest").glob("*.py")):
        calls = calls_of(ast.parse(path.read_text(encoding="utf-8")))
        assert "insert" not in {call.func.attr for call in calls}, path
        assert "pop(0)" not in path.read_text(encoding="utf-8")


class Counted(str):
    """A text that counts how often it is compared."""

    count = 0

    def __eq__(self, other):
        Counted.count += 1
        return str.__eq__(self, other)

    def __hash__(self):
        Counted.count += 1
        return str.__hash__(self)


def comparisons(work, *arguments):
    Counted.count = 0
    work(*arguments)
    return Counted.count


def test_as_many_kinds_as_areas_are_each_looked_up_a_few_times():
    def counted(n):
        values = [Counted(i) for i in range(n)]
        other = dict.fromkeys(values, area_classes.AreaClass.OTHER)
        return area_classes.Classes("kind", values, other, list(values))

    small, large = (comparisons(kinds_of, counted(n), None) for n in (100, 1000))
    assert large <= 10 * small + 100


def test_a_day_is_looked_for_in_each_feature_a_few_times():
    """Many keys that say nothing, in one feature, and many features without any."""

    class Row(dict):
        looks = 0

        def get(self, *arguments):
            Row.looks += 1
            return super().get(*arguments)

    def looks(n):
        rows = [Row(dict.fromkeys(map(str, range(n)))), *(Row() for _ in range(n))]
        Row.looks = 0
        with pytest.raises(SchemaError):
            find_day(Layer([], rows, [None] * len(rows), []), "x")
        return Row.looks

    small, large = looks(100), looks(1000)
    assert large <= 10 * small + 100


def rings_within_rings(count):
    """Rings around one another, by turns an area and a hole."""
    rings = []
    for i in range(count):
        half = 1 - i / (2 * count)
        ring = [[-half, -half], [-half, half], [half, half], [half, -half]]
        rings.append(
            [[x + 33, y + 48] for x, y in [*ring, ring[0]]][:: 1 - 2 * (i % 2)]
        )
    feature = {"attributes": {}, "geometry": {"rings": rings}}
    return {"geometryType": "esriGeometryPolygon", "features": [feature]}


def test_rings_within_rings_are_counted_before_their_pairs(monkeypatch):
    whole = esri._as_geojson(rings_within_rings(20), "x")[0]
    (areas_found,) = [f["geometry"]["coordinates"] for f in whole["features"]]
    assert [len(polygon) for polygon in areas_found] == [2] * 10
    monkeypatch.setattr(esri, "_MAX_AROUND", 1000)
    found = []
    query = esri.shapely.STRtree.query

    def counted(tree, *arguments, **options):
        result = query(tree, *arguments, **options)
        found.append(result.shape[1])
        return result

    monkeypatch.setattr(esri.shapely.STRtree, "query", counted)
    with pytest.raises(SchemaError, match="within each other"):
        esri._as_geojson(rings_within_rings(1000), "x.json")
    assert sum(found) <= 2000


#: Texts of many parts, each as short as it may be, and issues in as many.
TEXTS = {
    "features": lambda n: collection(*[{"type": "Feature"}] * n),
    "points": lambda n: raw(f"[{','.join(['[33,48]'] * n)}]", "MultiPoint"),
    "points of nothing": lambda n: raw(f"[{','.join(['0'] * n)}]", "MultiPoint"),
    "empty rings": lambda n: raw(f"[{','.join(['[[]]'] * n)}]", "MultiPolygon"),
    "wrappers": lambda n: json.dumps({f"k{i}": {"type": "Feature"} for i in range(n)}),
    "arcs": lambda n: json.dumps(
        {
            "type": "Topology",
            "objects": {"a": {"type": "MultiLineString", "arcs": [[0]] * n}},
            "arcs": [[[33, 48], [34, 49]]],
        }
    ),
    "Esri rings": lambda n: json.dumps(
        {"geometryType": "", "features": [{"geometry": {"rings": [[*SQUARE]] * n}}]}
    ),
    "a sequence": lambda n: b'{"type":"Point","coordinates":[1,1]}\n' * n,
    "placemarks": lambda n: b"<kml>" + b"<Placemark/>" * n + b"</kml>",
    "KML points": lambda n: placemark(f"<Point><coordinates>{'1,x ' * n}")[0],
    "WKT": lambda n: b"wkt\n" + b"POINT(1 1)\n" * n,
    "no WKT": lambda n: b"wkt\n" + b"x\n" * n,
    "settlements": lambda n: b"id,date,status\n" + b"1,x,x\n" * n,
    "votes": lambda n: b"id" + b",status_1" * n + b"\n" + b",1" * n,
}


def read_front_file(data):
    return read_file(File(data, "x"), "front")


@pytest.mark.parametrize("text", TEXTS)
def test_reading_takes_steps_as_a_text_is_long(text):
    def read(data):
        read_front_file(data if isinstance(data, bytes) else data.encode())

    assert_grows_no_faster(read, TEXTS[text])


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_read_here_takes_few_steps(text):
    """Python takes 50 ms for about half a million of them."""
    length = 16 * 1024
    data = TEXTS[text](100)
    data = TEXTS[text](100 * length // len(data))
    data = data if isinstance(data, bytes) else data.encode()
    assert len(data) < 1.2 * length
    assert steps_of(read_front_file, data) < 250_000


@pytest.mark.parametrize("mark", [",", ";"])
def test_short_rows_below_a_wide_header_are_not_filled_up(mark):
    header = mark.join(["name", "lon", "lat", *map(str, range(1000))])
    rows = [mark.join(["A", "33", "48"])] * 1000
    layer = csv_points.read(File("\n".join([header, *rows]).encode(), "x.csv"))
    assert sum(map(len, layer.properties)) == 3000
    assert len(layer.geometry) == 1000


@pytest.mark.parametrize("item", ["a,", "[a],", "{a: 1},", "*a,"])
def test_a_scenario_is_read_in_few_steps_or_refused(item):
    text = f"[{item * (MAX_BYTES // len(item))}"
    assert steps_of(read_plain, text) < 500_000


# Zips

_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_END = struct.Struct("<4s4H2LH")


def zip_of(entries, body=b""):
    """A zip of entries (notes, sizes packed, unpacked), all of one name and place."""
    table, name = b"", b"a.json"
    for notes, packed, unpacked in entries:
        sizes = (packed, unpacked, len(name), len(notes))
        about = (20, 0, 20, 0, 0, 8, 0, 0, 0, *sizes, 0, 0, 0, 0, 0)
        table += _CENTRAL.pack(b"PK\x01\x02", *about) + name + notes
    about = (20, 0, 0, 8, 0, 0, 0, 0, 0, len(name), 0)
    start = _LOCAL.pack(b"PK\x03\x04", *about) + name + body
    count = len(entries)
    about = (0, 0, count, count, len(table), len(start), 0)
    return start + table + _END.pack(b"PK\x05\x06", *about)


def never(*_arguments, **_options):
    raise AssertionError("looked into")


def test_a_zip_of_long_notes_is_refused_before_they_are_read(monkeypatch):
    notes = struct.pack("<HH", 0x9999, 0) * 16_000
    data = zip_of([(notes, 0, 0)] * 8)
    monkeypatch.setattr(archive.zipfile, "ZipFile", never)
    with pytest.raises(FormatError, match="damaged"):
        archive.opened(data, "x.zip", is_layer=never)


def test_entries_that_share_bytes_are_refused_unread():
    body = b"\0\0\0\xff\xff" * 10_000  # blocks of nothing
    data = zip_of([(b"", len(body), 9)] * 900, body)
    with pytest.raises(FormatError, match="damaged"):
        archive.opened(data, "x.zip", is_layer=never)


def test_no_more_is_unpacked_than_an_entry_says():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("a.json", b"{" + bytes(50_000_000))
    true, sentence = (struct.pack("<L", size) for size in (50_000_001, 20_000))
    data = target.getvalue().replace(true, sentence)
    box = archive.opened(data, "x.zip", is_layer=partial(is_layer, use="front"))
    tracemalloc.start()
    with pytest.raises(FormatError, match="damaged"):
        archive.content(box, box.members[0], "x.zip")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        # 150 bytes, packed, that took 7 s; 60 kB that took 12 s.
        zipped({"a.kml": b"<!DOCTYPE[" * 130 + b"]" * 2600}),
        placemark(f"<Point><coordinates>{' ' * 60_000}x</coordinates></Point>")[0],
    ],
    ids=["open brackets", "spaces"],
)
def test_what_stopped_the_server_is_refused_at_once(data):
    assert steps_of(read_front_file, data) < 2000
    with pytest.raises(InputError):
        read_front_file(data)
