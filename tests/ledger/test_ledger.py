"""The ledger of fronts: what is accepted stays, whole, or is known to be broken."""

import getpass
import json
import multiprocessing
import os
import random
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from geo.errors import (
    AlreadyThereError,
    DamageError,
    FrontlodeError,
    InputError,
    ReadOnlyError,
    StoreError,
    UnknownNameError,
)
from geo.fronts.front import Front
from geo.ingest import read_front
from geo.ledger import Ledger, database, default_ledger, distance_cache, worker
from geo.risk.distance import measure, measure_to_front
from tests import misbehaviour
from tests.drawn_fronts import deposits_of

FIRST = date(2026, 9, 1)

BOTH = ["fronts.backup.sqlite", "fronts.sqlite"]

posix_only = pytest.mark.skipif(os.name != "posix", reason="forks and kills processes")


#: The ledger of the test that runs; its folder is one that no one has made yet.
ledger: Ledger


def use(folder):
    """Know of a store only what its file says, as a new process does."""
    global ledger
    ledger = Ledger(folder)


def forget():
    use(ledger.path.parent)


@pytest.fixture(autouse=True)
def own_store(tmp_path):
    use(tmp_path / "store")
    return tmp_path / "store"


def drawn(number=0, *, as_of=None, uncertainty_km=2.0):
    """A front whose control zone is a box that no other number has."""
    zone = MultiPolygon([box(37, 47.5, 38.5 + number / 1000, 49)])
    day = as_of or FIRST + timedelta(days=number)
    return Front("drawn", day, zone, None, uncertainty_km, "drawn by hand", "CC0")


def accept(number=0, **options):
    front = drawn(number, **options)
    return ledger.add(front, content=bytes_of(number), name=f"{number}.geojson")


def bytes_of(number):
    """What was uploaded for a number; more than a page, and it compresses badly."""
    return random.Random(number).randbytes(6000)


def files(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def everything():
    """All that the ledger answers, in a form that can be compared."""
    return (
        ledger.snapshots(),
        [ledger.front_on(day).id for day in ledger.snapshots()[-9:]],
        ledger.snapshots_table().to_dict("index"),
    )


# What is there before anything is accepted


def test_without_a_store_shipped_fronts_hold(own_store):
    assert ledger.latest().id == ledger.snapshots()[-1].isoformat()
    assert ledger.version() == 0
    assert ledger.events().empty
    assert ledger.problem() is None
    assert ledger.check().problem is None
    with pytest.raises(UnknownNameError):
        ledger.undo("2026-09-01-00000000")
    ledger.measure_all(deposits_of([Point(37, 48)]))
    assert not own_store.exists()


def test_a_day_has_the_newest_front_on_or_before_it():
    first, second = ledger.snapshots()[:2]
    assert ledger.front_on(second - timedelta(days=1)).as_of == first
    assert ledger.front_on(second).as_of == second
    with pytest.raises(UnknownNameError, match=str(first)):
        ledger.front_on(first - timedelta(days=1))


def test_a_shipped_front_is_listed_exported_and_not_undone():
    newest = ledger.snapshots()[-1].isoformat()
    row = ledger.snapshots_table().loc[newest]
    assert (row["origin"], row["state"]) == ("shipped", "in use")
    assert row["area_km2"] == pytest.approx(ledger.read(newest).area_km2)
    assert b"FeatureCollection" in ledger.original(newest)
    with pytest.raises(InputError, match="came with Frontlode"):
        ledger.undo(newest)


# Accepting, undoing


def test_the_same_land_rebuilt_and_drawn_are_two_fronts():
    both = (drawn(), replace(drawn(), rebuilt=True))
    ids = [ledger.add(one, content=b"x", name="a.kml").id for one in both]
    assert ids[0] != ids[1]
    assert [ledger.read(one).rebuilt for one in ids] == [False, True]


def test_an_accepted_front_is_used_at_once_and_reads_back():
    front = replace(
        drawn(), licence="CC BY", method="by eye", note="n", repairs=("mended",)
    )
    taken = ledger.add(front, content=b"file", name="a.kml", note="mine", channel="web")
    assert taken.id.startswith("2026-09-01-")
    back = ledger.latest()
    assert back.id == taken.id
    assert back.zone.wkb == front.zone.wkb
    assert (back.as_of, back.uncertainty_km, back.source, back.licence) == (
        front.as_of,
        2.0,
        "drawn by hand",
        "CC BY",
    )
    assert (back.method, back.note, back.repairs) == ("by eye", "mine", ("mended",))
    assert ledger.original(taken.id) == b"file"
    assert ledger.snapshot(taken.id) == taken


def test_a_front_of_lines_only_reads_back_as_lines():
    line = MultiLineString([LineString([(37, 47.1), (37.3, 48.7)])])
    front = replace(drawn(), zone=None, line=line)
    taken = ledger.add(front, content=b"", name="line.geojson")
    back = ledger.read(taken.id)
    assert back.zone is None
    assert back.line.wkb == line.wkb
    assert ledger.original(taken.id) == b""


def test_a_front_that_is_nowhere_is_refused(own_store):
    with pytest.raises(InputError):
        ledger.add(replace(drawn(), zone=None), content=b"", name="")
    assert not own_store.exists()


def test_an_id_depends_on_land_day_and_uncertainty_alone():
    taken = accept()
    turned = shapely.reverse(drawn().zone)
    with pytest.raises(AlreadyThereError, match=taken.id) as caught:
        ledger.add(replace(drawn(), zone=turned), content=b"other", name="other")
    assert caught.value.snapshot_id == taken.id
    day = {"as_of": FIRST + timedelta(days=9)}
    ids = {taken.id, accept(**day).id, accept(uncertainty_km=3).id, accept(1).id}
    assert len(ids) == 4
    assert len(ledger.events()) == 4


def test_the_same_land_on_another_day_is_found():
    taken = accept()
    assert ledger.same_land(drawn(as_of=date(2026, 10, 1))) == (taken,)
    assert ledger.same_land(drawn(5)) == ()
    shipped = ledger.read("2026-08-22")
    assert [known.id for known in ledger.same_land(shipped)] == ["2026-08-22"]
    ledger.undo(taken.id)
    assert ledger.same_land(drawn()) == ()


def test_on_one_day_an_accepted_front_precedes_the_shipped():
    day = ledger.snapshots()[3]
    first, second = accept(1, as_of=day), accept(2, as_of=day)
    assert ledger.front_on(day).id == second.id
    states = ledger.snapshots_table()["state"]
    assert states[[day.isoformat(), first.id, second.id]].tolist() == [
        "replaced",
        "replaced",
        "in use",
    ]
    ledger.undo(second.id)
    assert ledger.front_on(day).id == first.id
    ledger.undo(first.id)
    assert ledger.front_on(day).id == day.isoformat()
    ledger.restore(second.id)
    assert ledger.front_on(day).id == second.id


def test_undone_twice_or_restored_in_use_is_refused():
    taken = accept()
    with pytest.raises(InputError, match="not undone"):
        ledger.restore(taken.id)
    ledger.undo(taken.id)
    with pytest.raises(InputError, match="undone already"):
        ledger.undo(taken.id)
    with pytest.raises(UnknownNameError, match="2026"):
        ledger.undo("nothing")
    assert ledger.events()["event"].tolist() == ["accepted", "undone"]


def test_what_was_undone_can_be_accepted_anew_with_new_details():
    taken = accept()
    ledger.undo(taken.id)
    better = replace(drawn(), source="a better name")
    again = ledger.add(better, content=b"new file", name="b.geojson")
    assert again.id == taken.id
    assert ledger.read(again.id).source == "a better name"
    assert ledger.original(again.id) == b"new file"
    assert ledger.events()["source"].tolist() == [
        "drawn by hand",
        "drawn by hand",
        "a better name",
    ]


def test_every_event_says_who():
    taken = ledger.add(drawn(), content=b"", name="a", channel="web", who="anna\udcff")
    ledger.undo(taken.id, who="bohdan")
    ledger.restore(taken.id)
    assert ledger.events()["who"].tolist() == ["anna?", "bohdan", getpass.getuser()]


def test_a_user_without_a_name_changes_the_ledger_too(monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nameless)
    accept()
    assert ledger.events()["who"].tolist() == [""]


def test_events_whose_channel_has_its_earlier_name_are_read(monkeypatch):
    monkeypatch.setattr("geo.ledger.ledger._origin", lambda *_: {"door": "web"})
    taken = accept()
    ledger.undo(taken.id)
    monkeypatch.undo()
    forget()
    assert ledger.snapshot(taken.id).undone
    assert ledger.events()["channel"].tolist() == ["web", "web"]
    assert ledger.check().problem is None


def test_an_event_from_before_the_ledger_kept_who_is_read(own_store):
    taken = accept()
    path = own_store / "fronts.sqlite"
    with database.writing(path) as connection:
        database.append(
            connection,
            database.events(connection),
            kind="undone",
            snapshot=taken.id,
            facts={"channel": "web"},
        )
    assert ledger.snapshot(taken.id).undone
    assert ledger.events()["who"].tolist()[1:] == [""]


@pytest.mark.parametrize("act", ["add", "undo", "restore", "undo_all", "restore_all"])
def test_a_read_only_ledger_changes_nothing(monkeypatch, act):
    used, undone = accept(0).id, accept(1).id
    ledger.undo(undone)
    before = ledger.events()
    monkeypatch.setenv("FRONTLODE_READ_ONLY", "1")
    acts = {
        "add": lambda: accept(2),
        "undo": lambda: ledger.undo(used),
        "restore": lambda: ledger.restore(undone),
        "undo_all": lambda: ledger.undo_all([used]),
        "restore_all": lambda: ledger.restore_all([undone]),
    }
    with pytest.raises(ReadOnlyError, match=r"read-only.*Nothing was changed"):
        acts[act]()
    assert_frame_equal(ledger.events(), before)


def test_a_read_only_ledger_makes_no_store(own_store, monkeypatch):
    monkeypatch.setenv("FRONTLODE_READ_ONLY", "1")
    with pytest.raises(ReadOnlyError):
        accept()
    assert not own_store.exists()


@pytest.mark.parametrize("value", ["", "0"])
def test_read_only_can_be_switched_off(monkeypatch, value):
    monkeypatch.setenv("FRONTLODE_READ_ONLY", value)
    accept()


def test_the_ledger_shows_each_event():
    taken = ledger.add(
        replace(drawn(), repairs=("ring closed", "Z dropped")),
        content=b"abc",
        name="=1+1.geojson\udcff",
        channel="web",
        changed="12 km² more",
    )
    ledger.undo(taken.id, channel="cli")
    accepted, undone = ledger.events().itertuples()
    assert (accepted.Index, accepted.event, accepted.channel) == (1, "accepted", "web")
    assert (undone.Index, undone.event, undone.channel) == (2, "undone", "cli")
    assert accepted.snapshot == undone.snapshot == taken.id
    assert accepted.at.endswith("+00:00")
    assert accepted.at <= undone.at
    assert accepted.sha256 == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert (accepted.repairs, accepted.changed) == (
        "ring closed Z dropped",
        "12 km² more",
    )
    assert accepted.name == "=1+1.geojson?"
    assert accepted.area_km2 == pytest.approx(drawn().area_km2)


def test_a_change_by_another_process_is_noticed():
    accept()
    seen = ledger.version()
    apart(accept, 1)
    assert ledger.version() == seen + 1
    assert ledger.latest().as_of == drawn(1).as_of


def test_a_store_that_was_put_back_or_taken_away_is_noticed(own_store):
    accept()
    copy = own_store.with_name("copy.sqlite")
    shutil.copy(ledger.path, copy)
    accept(1)
    assert len(ledger.events()) == 2
    shutil.copy(copy, ledger.path)
    accept(2)
    assert ledger.events()["name"].tolist() == ["0.geojson", "2.geojson"]
    shutil.rmtree(own_store)
    assert ledger.events().empty


def test_rows_of_the_ledger_cannot_be_changed_from_outside():
    accept()
    connection = sqlite3.connect(ledger.path)
    for order in ("DELETE FROM event", "UPDATE blob SET data = x'00'"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            connection.execute(order)
    connection.close()


# Exports


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
@pytest.mark.parametrize("shipped", [True, False])
def test_an_export_holds_the_front_in_full(tmp_path, ending, shipped):
    zone = MultiPolygon([box(37 + 1 / 3, 47.5, 38.1, 49 - 1e-9)])
    own = ledger.add(replace(drawn(), zone=zone), content=b"", name="x")
    front = ledger.read("2026-08-22" if shipped else own.id)
    path = tmp_path / f"front{ending}"
    path.write_bytes(ledger.export(front.id, ending))
    if ending == ".geojson":
        back = read_front(path)
        assert (back.as_of, back.uncertainty_km) == (front.as_of, front.uncertainty_km)
        assert (back.source, back.licence) == (front.source, front.licence)
        found = back.zone
    else:
        import geopandas as gpd

        frame = gpd.read_file(path, layer="front")
        assert frame.crs == "EPSG:4326"
        assert frame["id"].item() == front.id
        found = frame.geometry.item()
    assert shapely.normalize(found).equals_exact(shapely.normalize(front.zone))


# Laws


@contextmanager
def fresh_store():
    """A store of its own for each of Hypothesis's examples."""
    before = ledger.path.parent
    with tempfile.TemporaryDirectory() as folder:
        use(folder)
        try:
            yield
        finally:
            use(before)


laws = settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

lon = st.floats(31, 39)
lat = st.floats(46, 50)
triangles = (
    st.lists(st.tuples(lon, lat), min_size=3, max_size=3)
    .map(shapely.Polygon)
    .filter(lambda triangle: triangle.is_valid and triangle.area > 1e-6)
)
steps = st.tuples(st.sampled_from(["add", "undo", "restore"]), st.integers(0, 3))


@laws
@given(
    zones=st.lists(triangles, max_size=3),
    uncertainty_km=st.floats(0, 500),
    content=st.binary(max_size=200),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    rebuilt=st.booleans(),
)
def test_what_was_accepted_reads_back_bit_for_bit(
    zones, uncertainty_km, content, text, rebuilt
):
    front = replace(
        drawn(),
        zone=MultiPolygon(zones),
        uncertainty_km=uncertainty_km,
        note=text,
        rebuilt=rebuilt,
    )
    with fresh_store():
        taken = ledger.add(front, content=content, name=text)
        forget()
        back = ledger.read(taken.id)
        assert back.zone.wkb == front.zone.wkb
        assert (back.uncertainty_km, back.rebuilt) == (uncertainty_km, rebuilt)
        assert (back.note, ledger.snapshot(taken.id).name) == (text, text)
        assert ledger.original(taken.id) == content


@laws
@given(st.lists(steps, max_size=6))
def test_the_ledger_only_grows_and_undo_is_the_way_back(steps):
    """Of numbers 0 and 1 on one day, and 2 and 3 on the next, the last one holds."""
    with fresh_store():
        order, undone = [], set()
        for step, number in steps:
            rows = ledger.events().to_dict("records")
            if take(step, number):
                if step == "add":
                    order = [*(n for n in order if n != number), number]
                (undone.add if step == "undo" else undone.discard)(number)
            assert ledger.events().to_dict("records")[: len(rows)] == rows
        expected = {day_of(n): ids()[n] for n in order if n not in undone}
        used = {day: name for day, name in ledger.in_use().items() if day >= FIRST}
        assert used == expected


def take(step, number):
    """Take a step and, if it was an acceptance, back and forth again."""
    before = everything()
    try:
        if step != "add":
            getattr(ledger, step)(ids().get(number, "none"))
            return True
        taken = accept(number, as_of=day_of(number))
    except (InputError, UnknownNameError):
        assert everything() == before
        return False
    after = everything()
    ledger.undo(taken.id)
    assert everything()[:2] == before[:2]
    ledger.restore(taken.id)
    assert everything() == after
    return True


def day_of(number):
    return FIRST + timedelta(days=number // 2)


def ids():
    """The id of each number that was ever accepted."""
    events = ledger.events().drop_duplicates("snapshot")
    numbers = events["name"].str.removesuffix(".geojson").astype(int)
    return dict(zip(numbers, events["snapshot"], strict=True))


# Every deposit against every front


def test_fronts_are_measured_once_alike_from_memory_and_disk(monkeypatch):
    deposits = deposits_of([Point(36, 48), box(38, 48, 38.2, 48.2), Point(31, 46)])
    taken = accept(), accept(1), accept(as_of=FIRST + timedelta(days=5))
    asked = []

    def counted(deposits, front):
        asked.append(front.id)
        return measure_to_front(deposits, front)

    monkeypatch.setattr(worker, "measure_to_front", counted)
    first = ledger.measure_all(deposits)
    # The third shows the same land as the first, so that two were measured.
    assert len(asked) == len(ledger.snapshots()) - 1
    rows = first[first["snapshot"] == taken[2].id]
    assert rows["deposit"].tolist() == deposits.index.tolist()
    assert (rows["as_of"] == pd.Timestamp(taken[2].as_of)).all()
    assert_frame_equal(
        rows.drop(columns=["snapshot", "as_of", "deposit"]).reset_index(drop=True),
        measure(deposits, ledger.read(taken[0].id)).reset_index(drop=True),
        check_dtype=False,
    )
    asked.clear()
    assert_frame_equal(ledger.measure_all(deposits), first)
    forget()
    assert_frame_equal(ledger.measure_all(deposits), first)
    assert not asked
    ledger.undo(taken[1].id)
    assert set(first["snapshot"]) - set(ledger.measure_all(deposits)["snapshot"]) == {
        taken[1].id
    }
    assert not asked
    ledger.measure_all(deposits.assign(location_uncertainty_km=9.0))
    assert len(asked) == len(ledger.snapshots()) - 1


@pytest.mark.parametrize(
    "function", [worker._measured, misbehaviour.dies, misbehaviour.fails]
)
def test_workers_measure_alike_and_may_fail(monkeypatch, function):
    deposits = deposits_of([Point(36, 48), box(38, 48, 38.2, 48.2)])
    fronts = [(str(number), drawn(number)) for number in range(9)]
    alone = worker.measure_to_fronts(deposits, fronts, most=len(fronts))
    assert list(alone) == [key for key, _front in fronts]
    monkeypatch.setattr(worker, "_WORTH_A_HELPER", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(worker, "_measured", function)
    together = worker.measure_to_fronts(deposits, fronts, most=len(fronts))
    assert list(together) == list(alone)
    for key, table in alone.items():
        assert_frame_equal(together[key], table)


def test_helpers_end_when_the_fronts_cannot_be_read(monkeypatch):
    def unreadable():
        yield "one", drawn(1)
        raise StoreError("no more")

    monkeypatch.setattr(worker, "_WORTH_A_HELPER", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(StoreError, match="no more"):
        worker.measure_to_fronts(deposits_of([Point(36, 48)]), unreadable(), most=2)


def test_damaged_cached_distances_are_measured_again(own_store):
    deposits = deposits_of([Point(36, 48)])
    accept()
    first = ledger.measure_all(deposits)
    (cache,) = own_store.glob("measured-*")
    content = bytearray(cache.read_bytes())
    content[len(content) // 2] ^= 1
    cache.write_bytes(content)
    forget()
    assert_frame_equal(ledger.measure_all(deposits), first)
    assert cache.read_bytes() != bytes(content)


# Kills, crowds, and disks that refuse


def apart(work, *arguments):
    """Do something in a process of its own, and return what went wrong there."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run():
        try:
            sender.send(work(*arguments))
        except FrontlodeError as error:
            sender.send(error)

    process = context.Process(target=run)
    process.start()
    result = receiver.recv()
    process.join()
    assert process.exitcode == 0
    return result


def accept_for_ever(sender, start):
    for number in count(start):
        accept(number)
        sender.send(number)


def kill_while_accepting(rounds, *, seed):
    """Kill a process that accepts fronts, again and again; return how many it kept."""
    chance = random.Random(seed)
    context = multiprocessing.get_context("fork")
    kept = 0
    for left in reversed(range(rounds)):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=accept_for_ever, args=(sender, kept))
        process.start()
        if rounds > 1 and not left and not kept:
            # A slow machine may have kept none yet; then the last round waits for one.
            receiver.poll(30)
        time.sleep(chance.uniform(0.005, 0.1))
        process.kill()
        process.join()
        sender.close()
        accepted = []
        while receiver.poll():
            try:
                accepted.append(receiver.recv())
            except EOFError:
                break
        kept = assert_kept(kept + len(accepted))
    return kept


def assert_kept(accepted):
    """All that was reported as accepted is there, and at most one more; whole."""
    forget()
    health = ledger.check()
    assert health.problem is None
    assert len(health.readable) in (accepted, accepted + 1)
    for number, name in enumerate(health.readable):
        assert ledger.read(name).zone.wkb == drawn(number).zone.wkb
        assert ledger.original(name) == bytes_of(number)
    assert_backed_up(len(health.readable))
    return len(health.readable)


def assert_backed_up(kept):
    """The backup is whole, and lacks at most the last acceptance."""
    path = ledger.path.with_name(BOTH[0])
    assert path.exists() or kept < 2
    if path.exists():
        with database.reading(path) as connection:
            database.require_sound(connection)
            assert len(database.events(connection)) in (kept, kept - 1)


@posix_only
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new(own_store):
    for seed in range(4):
        assert kill_while_accepting(8, seed=seed) > 0
        shutil.rmtree(own_store)


@posix_only
def test_a_kill_of_the_very_first_acceptance_leaves_no_damage(own_store):
    for seed in range(12):
        kill_while_accepting(1, seed=seed)
        shutil.rmtree(own_store, ignore_errors=True)


def accept_many(numbers):
    for number in numbers:
        accept(number)


def accept_at_once(each):
    """Let two processes accept fronts at once."""
    context = multiprocessing.get_context("fork")
    processes = [
        context.Process(target=accept_many, args=(range(n, n + each),))
        for n in (0, 1000)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]


def assert_one_order(total):
    events = ledger.events()
    assert events.index.tolist() == list(range(1, total + 1))
    assert events["snapshot"].nunique() == total
    assert ledger.check().problem is None


@posix_only
def test_two_processes_at_once_both_succeed_in_one_order():
    accept_at_once(10)
    assert_one_order(20)


def test_a_writer_that_waits_too_long_is_reported_so(monkeypatch):
    accept()
    monkeypatch.setattr(database, "WRITER_WAITS_S", 0.05)
    database._engine.cache_clear()
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program"):
        accept(1)
    assert ledger.latest().as_of == FIRST
    other.close()
    database._engine.cache_clear()
    accept(1)


@contextmanager
def write_protected(*paths):
    modes = [stat.S_IMODE(path.stat().st_mode) for path in paths]
    for path, mode in zip(paths, modes, strict=True):
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


def as_nobody(work, *arguments):
    """Do something without root's right to write everywhere."""

    def run():
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        return work(*arguments)

    return apart(run)


@pytest.fixture
def open_store():
    """A store in a folder that any user may reach."""
    everything()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "store")
        path.mkdir()
        use(path)
        yield path


@posix_only
def test_a_folder_without_write_permission_is_reported(open_store):
    accept(99)
    shutil.rmtree(open_store)
    open_store.mkdir()
    with write_protected(open_store):
        error = as_nobody(accept, 1)
        assert isinstance(error, StoreError)
        assert "FRONTLODE_STORE" in str(error)
        assert as_nobody(ledger.snapshots) == ledger.snapshots()
    assert files(open_store) == []


@posix_only
def test_a_store_that_may_not_be_written_can_still_be_read(open_store):
    taken = accept()
    before = ledger.path.read_bytes()
    with write_protected(open_store, ledger.path):
        assert isinstance(as_nobody(accept, 1), StoreError)
        assert isinstance(as_nobody(ledger.undo, taken.id), StoreError)
        assert as_nobody(read_wkb, taken.id) == drawn().zone.wkb
        assert as_nobody(ledger.problem) is None
    assert ledger.path.read_bytes() == before
    assert files(open_store) == BOTH


@posix_only
def test_a_store_that_may_not_be_read_leaves_the_shipped_fronts(open_store):
    accept()
    shipped = max(day for day in ledger.snapshots() if day < FIRST)
    ledger.path.chmod(0)
    try:
        forget()
        assert as_nobody(latest_id) == shipped.isoformat()
        assert "cannot be used" in as_nobody(ledger.problem)
        assert isinstance(as_nobody(ledger.events), StoreError)
    finally:
        ledger.path.chmod(0o644)


def read_wkb(name):
    return ledger.read(name).zone.wkb


def latest_id():
    return ledger.latest().id


def test_a_file_where_the_folder_should_be_is_reported(own_store):
    own_store.write_text("in the way")
    with pytest.raises(StoreError, match="FRONTLODE_STORE"):
        accept()
    assert own_store.read_text() == "in the way"


@posix_only
def test_a_disk_that_is_full_at_any_write_changes_nothing(own_store):
    """The file may grow to ever more bytes, until there is enough for the change."""
    for number in range(2):
        before = ledger.path.read_bytes() if number else None
        limits = iter(range(0, 10**6, 3000))
        while True:
            result = apart(accept_within, next(limits), number)
            if not isinstance(result, Exception):
                break
            assert isinstance(result, StoreError), result
            assert files(own_store) in ([], ["fronts.sqlite"], BOTH)
            if before:
                assert ledger.path.read_bytes() == before
            assert assert_kept(number) == number
        assert_kept(number + 1)


def accept_within(limit, number):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    accept(number)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 256 kB, where we may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs the right to mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_keeps_all_that_was_accepted_before(small_disk):
    use(small_disk)
    with pytest.raises(StoreError, match="full"):
        accept_many(count())
    kept = len(ledger.events())
    assert kept > 5
    forget()
    assert assert_kept(kept) == kept
    assert set(files(small_disk)) <= {*BOTH, "fronts.backup.sqlite-journal"}


# Damage


@pytest.fixture(scope="module")
def whole_store(tmp_path_factory):
    """A store of 8 fronts, one of them undone, and the truth about it."""
    use(tmp_path_factory.mktemp("whole"))
    names = [accept(number).id for number in range(8)]
    ledger.undo(names[3])
    return ledger.path, names, truth(names)


def truth(names):
    return everything(), {name: ledger.read(name).zone.wkb for name in names}


def damaged(content, chance):
    """Return bytes with one of the things done to them that disks and people do."""
    content = bytearray(content)
    place = chance.randrange(len(content))
    length = chance.choice([1, 16, 512, 4096])
    match chance.randrange(6):
        case 0:
            content[place] ^= 1 << chance.randrange(8)
        case 1:
            length = min(length, len(content) - place)
            content[place : place + length] = bytes(length)
        case 2:
            content[place : place + length] = chance.randbytes(length)
        case 3:
            del content[place:]
        case 4:
            other = chance.randrange(len(content) // 4096) * 4096
            here = place // 4096 * 4096
            content[here : here + 4096] = content[other : other + 4096]
        case 5:
            del content[place : place + length]
    return bytes(content)


def corrupt(whole_store, own_store, rounds, *, seed, backup):
    """Damage a store at random, and let nothing false be reported; return how often."""
    source, names, right = whole_store
    chance = random.Random(seed)
    reported = 0
    own_store.mkdir()
    if backup:
        shutil.copy(source.with_name(BOTH[0]), own_store)
    for number in range(rounds):
        ledger.path.write_bytes(damaged(source.read_bytes(), chance))
        forget()
        folder = own_store / f"out{number}"
        is_reported = nothing_false_is_reported(names, right, folder)
        reported += is_reported
        if backup:
            health = ledger.check()
            assert health.readable == tuple(names)
            assert len(list(folder.glob("*.original"))) == len(names)
            assert not is_reported or "Its backup is whole" in health.problem
    return reported


def nothing_false_is_reported(names, right, folder):
    health = ledger.check()
    used = {day: ledger.front_on(day) for day in ledger.snapshots()[-9:]}
    wkbs = {name: answer_of(read_wkb, name) for name in names}
    for name, wkb in wkbs.items():
        assert wkb in (None, right[1][name])
    for number, name in enumerate(names):
        assert answer_of(ledger.original, name) in (None, bytes_of(number))
    for day, front in used.items():
        assert front.as_of == day or ledger.problem()
        assert right[1].get(front.id, front.zone.wkb) == front.zone.wkb
    if ledger.problem() is None:
        assert everything() == right[0]
        assert None not in wkbs.values()
    else:
        assert health.problem
    if health.problem is None:
        assert health.readable == tuple(names)
    nothing_false_is_saved(names, right, folder)
    return health.problem is not None


def answer_of(question, name):
    try:
        return question(name)
    except (StoreError, UnknownNameError):
        return None


def nothing_false_is_saved(names, right, folder):
    health = ledger.rescue(folder)
    assert set(health.readable) <= set(names)
    for number, name in enumerate(names):
        original, front = folder / f"{name}.original", folder / f"{name}.geojson"
        if name in health.readable:
            assert original.read_bytes() == bytes_of(number)
        if name in health.readable + health.without_file:
            (drawn,) = json.loads(front.read_bytes())["features"]
            zone = shapely.geometry.shape(drawn["geometry"])
            assert shapely.equals_exact(zone, shapely.from_wkb(right[1][name]))


@pytest.mark.parametrize("backup", [False, True])
def test_nothing_false_is_reported_of_a_store_damaged_at_random(
    whole_store, own_store, backup
):
    """And with its backup, nothing that was ever accepted is lost."""
    assert corrupt(whole_store, own_store, 60, seed=7, backup=backup) > 20


def test_of_a_damaged_store_the_rest_is_used_and_can_be_saved(
    whole_store, own_store, tmp_path
):
    source, names, right = whole_store
    content = source.read_bytes()
    # Somewhere in the WKB of the last front, whose largest longitude no other has.
    spot = content.index(right[1][names[7]][20:60])
    own_store.mkdir()
    damaged = content[:spot] + bytes(40) + content[spot + 40 :]
    ledger.path.write_bytes(damaged)
    forget()
    assert ledger.latest().id == names[6]
    assert names[7] in ledger.problem()
    assert ledger.snapshots_table()["state"][names[7]] == "damaged"
    with pytest.raises(DamageError, match="damaged"):
        ledger.read(names[7])
    measured = ledger.measure_all(deposits_of([Point(36, 48)]))
    assert names[7] not in set(measured["snapshot"])
    health = ledger.rescue(tmp_path / "saved")
    assert health.lost == (names[7],)
    assert health.readable == tuple(names[:7])
    events = json.loads((tmp_path / "saved" / "ledger.json").read_text("utf-8"))
    assert [event["event"] for event in events] == ["accepted"] * 8 + ["undone"]


#: What SQLite says when it cannot read at this moment: its number, and our words.
PASSING = {
    "SQLITE_BUSY": "Another program",
    "SQLITE_LOCKED": "Another program",
    "SQLITE_PROTOCOL": "Another program",
    "SQLITE_IOERR": "disk is full or failing",
    "SQLITE_IOERR_READ": "disk is full or failing",
    "SQLITE_PERM": "may not be written",
    "SQLITE_CANTOPEN": "may not be written",
    "SQLITE_NOMEM": "memory",
}


class FailingConnection:
    """A connection that fails to read bytes of a snapshot as SQLite would."""

    def __init__(self, connection, code):
        self._connection, self._code = connection, getattr(sqlite3, code)

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def scalar(self, _query):
        cause = sqlite3.OperationalError("fails")
        cause.sqlite_errorcode = self._code
        raise sa.exc.OperationalError("SELECT", {}, cause)


@contextmanager
def failing_to_read(code):
    """Let every look at bytes in the store fail, but none at its events."""
    blob = database.blob
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            database, "blob", lambda c, key: blob(FailingConnection(c, code), key)
        )
        yield


def measure_all_here():
    return ledger.measure_all(deposits_of([Point(36, 48)]))


@pytest.mark.parametrize("code", PASSING)
@pytest.mark.parametrize("look", [latest_id, measure_all_here])
def test_a_passing_failure_to_read_is_reported_and_forgotten(look, code):
    taken = accept()
    with failing_to_read(code):
        with pytest.raises(StoreError, match=PASSING[code]) as found:
            look()
        assert not isinstance(found.value, DamageError)
        assert ledger.problem() is None
        assert ledger.snapshots_table()["state"][taken.id] == "in use"
    assert ledger.latest().id == taken.id
    assert taken.id in set(measure_all_here()["snapshot"])


@pytest.mark.parametrize("code", ["SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR"])
def test_a_failure_that_does_not_pass_is_damage(code):
    taken = accept()
    older = max(day for day in ledger.snapshots() if day < FIRST)
    with failing_to_read(code):
        with pytest.raises(DamageError):
            ledger.read(taken.id)
        assert ledger.latest().as_of == older
        assert taken.id in ledger.problem()


def test_a_copy_put_back_is_read_though_the_store_was_damaged(own_store):
    taken = accept()
    whole = ledger.path.read_bytes()
    spot = whole.index(drawn().zone.wkb[20:60])
    damaged = whole[:spot] + bytes(40) + whole[spot + 40 :]
    ledger.path.write_bytes(damaged)
    assert ledger.latest().id != taken.id
    assert ledger.problem()
    (own_store / "copy").write_bytes(whole)
    (own_store / "copy").replace(ledger.path)
    assert ledger.latest().id == taken.id
    assert ledger.problem() is None


def test_a_store_without_its_first_page_can_be_saved_whole(
    whole_store, own_store, tmp_path
):
    source, names, _right = whole_store
    own_store.mkdir()
    ledger.path.write_bytes(bytes(4096) + source.read_bytes()[4096:])
    shutil.copy(source.with_name(BOTH[0]), own_store)
    forget()
    assert ledger.latest().id not in names
    assert "damaged" in ledger.problem()
    assert "holds 8 accepted fronts" in ledger.problem()
    assert str(own_store / BOTH[0]) in ledger.problem()
    assert ledger.rescue(tmp_path / "saved").readable == tuple(names)
    with pytest.raises(InputError, match="empty folder"):
        ledger.rescue(tmp_path / "saved")


# The backup


def backup_events(number=0):
    """The events of a backup, read as a ledger of its own."""
    folder = ledger.path.with_name(f"as-a-ledger-{number}")
    folder.mkdir()
    shutil.copy(ledger.path.with_name(BOTH[0]), folder / BOTH[1])
    other = Ledger(folder)
    assert other.check().problem is None
    return other.events()


def test_each_change_is_in_the_backup_too():
    taken = accept()
    assert_frame_equal(backup_events(0), ledger.events())
    forget()
    accept(1)
    ledger.undo(taken.id)
    assert_frame_equal(backup_events(1), ledger.events())
    assert ledger.check().backup == ledger.path.with_name(BOTH[0])


def test_a_backup_in_the_place_of_a_damaged_store_restores_it(whole_store, own_store):
    source, names, right = whole_store
    own_store.mkdir()
    shutil.copy(source.with_name(BOTH[0]), own_store)
    ledger.path.write_bytes(b"torn")
    assert ledger.problem()
    (own_store / BOTH[0]).replace(ledger.path)
    forget()
    assert truth(names) == right
    accept(20)
    assert files(own_store) == BOTH
    assert len(backup_events()) == 10


def test_a_change_that_a_backup_missed_is_made_up_for(own_store):
    accept()
    shutil.copy(own_store / BOTH[0], own_store / "older")
    accept(1)
    shutil.copy(own_store / "older", own_store / BOTH[0])
    forget()
    accept(2)
    assert_frame_equal(backup_events(), ledger.events())


@pytest.mark.parametrize("content", [b"", b"torn" * 3000])
def test_a_damaged_backup_is_kept_and_made_anew(own_store, content):
    accept()
    (own_store / BOTH[0]).write_bytes(content)
    forget()
    assert ledger.problem() is None
    assert ledger.check().backup is None
    accept(1)
    assert_frame_equal(backup_events(), ledger.events())
    (kept,) = own_store.glob("fronts.backup.*.sqlite")
    assert kept.read_bytes() == content


def test_the_backup_of_another_ledger_is_kept(own_store):
    whole = [accept(number).id for number in range(3)]
    ledger.path.unlink()
    forget()
    taken = accept(9)
    assert backup_events()["snapshot"].tolist() == [taken.id]
    (kept,) = own_store.glob("fronts.backup.*.sqlite")
    kept.replace(ledger.path)
    forget()
    assert ledger.events()["snapshot"].tolist() == whole


def test_what_is_damaged_in_both_at_different_places_is_saved(
    whole_store, own_store, tmp_path
):
    source, names, right = whole_store
    own_store.mkdir()
    for file, name in ((BOTH[1], names[7]), (BOTH[0], names[2])):
        content = source.with_name(file).read_bytes()
        spot = content.index(right[1][name][20:60])
        (own_store / file).write_bytes(
            content[:spot] + bytes(40) + content[spot + 40 :]
        )
    forget()
    health = ledger.rescue(tmp_path / "saved")
    assert health.readable == tuple(names)
    assert "backup" not in health.problem


def test_a_backup_that_cannot_be_written_hinders_no_acceptance(own_store):
    own_store.mkdir()
    (own_store / BOTH[0]).mkdir()
    taken = accept()
    assert ledger.latest().id == taken.id
    assert ledger.check().problem is None
    assert ledger.check().backup is None


@pytest.mark.parametrize("address", ["sqlite:///x", "postgresql://host/db", "s3://b/k"])
def test_an_address_that_is_no_folder_is_refused(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRONTLODE_STORE", address)
    with pytest.raises(InputError, match="FRONTLODE_STORE"):
        default_ledger()
    assert files(tmp_path) == []


def test_the_setting_names_the_folder_of_the_default_ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path))
    assert default_ledger().path == tmp_path / "fronts.sqlite"
    assert default_ledger() is default_ledger()
    monkeypatch.delenv("FRONTLODE_STORE")
    assert default_ledger().path.parent.name == "frontlode"


def test_remembered_distances_depend_on_all_code_they_come_from():
    """Of our own modules, only words and what is read beside distances are left out."""
    code = (
        "import sys, geo.risk.distance, geo.ledger.worker\n"
        "print(*(name for name in sys.modules if name.startswith('geo.')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout.split()
    packages = {name.split(".")[1] for name in loaded}
    beside = {"errors", "paths", "schema", "text", "ledger"}
    assert packages - beside <= set(distance_cache._MEASURED_BY)


@pytest.mark.parametrize("content", [b"", b"<html>", bytes(9000)])
def test_something_else_in_place_of_a_store_is_reported(own_store, tmp_path, content):
    own_store.mkdir()
    ledger.path.write_bytes(content)
    assert "damaged" in ledger.problem()
    assert ledger.version() == -1
    with pytest.raises(DamageError):
        accept()
    assert ledger.path.read_bytes() == content
    assert ledger.rescue(tmp_path / "saved").readable == ()
