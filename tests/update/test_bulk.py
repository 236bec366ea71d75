"""A zip of many fronts: what becomes of each, and of all when they are undone."""

import itertools
import json

import pytest
import shapely
from shapely.geometry import box, mapping

from geo.errors import InputError, UnknownNameError
from geo.geodesy.ukraine import outline
from geo.ledger import default_ledger
from geo.update.bulk import UploadStatus, accept_all, specks_text, upload_of
from geo.update.check import checked
from tests.invalid_files import area, collection, zipped
from tests.invalid_files import box as ring

EAST = shapely.intersection(outline(), box(37, 43, 42, 53))


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def day_of_war(west, indent=None):
    land = shapely.intersection(EAST, box(west, 43, 42, 53))
    return json.dumps(mapping(land), indent=indent).encode()


UNKNOWN_WORDS = collection(
    area(ring(35.5, 47.0, width=1, height=1), type="Occupied"),
    area(ring(36.5, 47.0, width=1, height=1), type="Zone 7"),
)
DAYS = {
    "20260901.geojson": day_of_war(37.0),
    "20260902.geojson": day_of_war(37.1),
    "20260903.geojson": day_of_war(37.2),
    "copy of 20260903.geojson": day_of_war(37.2),
    "20260903 indented.geojson": day_of_war(37.2, indent=1),
    "20260904.geojson": b'{"type": "FeatureCollection", "feat',
    "20260905.geojson": UNKNOWN_WORDS,
}
ZIP = zipped(DAYS)


def accept(content=ZIP, **options):
    return accept_all(
        content,
        name="daily.zip",
        by=checked,
        channel="web",
        who="anna",
        source="me",
        **options,
    )


def accepted():
    return [one for one in default_ledger().all_snapshots() if one.origin == "accepted"]


def test_each_file_has_its_status_and_its_reason():
    done = {one.file: one for one in accept()}
    assert {file: one.status for file, one in done.items()} == {
        "20260901.geojson": UploadStatus.ACCEPTED,
        "20260902.geojson": UploadStatus.ACCEPTED,
        # By name before the two others of its day.
        "20260903 indented.geojson": UploadStatus.ACCEPTED,
        "20260903.geojson": UploadStatus.REPEAT,
        "20260904.geojson": UploadStatus.REFUSED,
        "20260905.geojson": UploadStatus.NEEDS_CONFIRMATION,
        "copy of 20260903.geojson": UploadStatus.REPEAT,
    }
    assert "already" in done["20260903.geojson"].message
    assert "byte for byte" in done["copy of 20260903.geojson"].message
    assert "Zone 7" in done["20260905.geojson"].message
    assert [one.snapshot for one in done.values() if one.snapshot] == [
        one.id for one in accepted()
    ]


def test_the_ledger_shows_what_came_together():
    list(accept())
    assert {one.upload for one in accepted()} == {upload_of(ZIP)}
    assert {one.source for one in accepted()} == {"me"}
    assert accepted()[0].name == "daily.zip/20260901.geojson"
    assert set(default_ledger().events()["channel"]) == {"web"}
    assert set(default_ledger().events()["who"]) == {"anna"}


def test_what_is_stopped_can_be_resumed():
    list(itertools.islice(accept(), 2))
    assert len(accepted()) == 2
    statuses = [one.status for one in accept()]
    assert statuses[:3] == [
        UploadStatus.REPEAT,
        UploadStatus.REPEAT,
        UploadStatus.ACCEPTED,
    ]
    assert len(accepted()) == 3


def test_all_of_one_upload_is_undone_and_restored_at_once():
    list(accept())
    ids = [one.id for one in accepted()]
    newest = default_ledger().snapshots()[-1]
    default_ledger().undo_all([*ids, ids[0]])
    assert all(one.undone for one in accepted())
    assert default_ledger().snapshots()[-1] < newest
    default_ledger().restore_all(ids)
    assert not any(one.undone for one in accepted())
    assert default_ledger().snapshots()[-1] == newest
    assert list(default_ledger().events()["event"]).count("undone") == len(ids)


@pytest.mark.parametrize("other", ["2026-08-22", "nothing"])
def test_undoing_all_is_undoing_none_where_one_cannot_be(other):
    list(accept())
    ids = [one.id for one in accepted()]
    with pytest.raises((InputError, UnknownNameError), match=other):
        default_ledger().undo_all([*ids, other])
    default_ledger().undo(ids[0])
    with pytest.raises(InputError, match="undone already"):
        default_ledger().undo_all(ids)
    assert [one.undone for one in accepted()] == [True, False, False]


SPECK = shapely.to_geojson(
    shapely.union_all(
        [
            shapely.intersection(EAST, box(37.3, 43, 42, 53)),
            box(35.0, 48.5, 35.01, 48.505),
        ]
    )
).encode()
SPECKS = zipped({"20260901.geojson": SPECK, "20260902.geojson": SPECK + b" "})


def test_specks_are_confirmed_once_for_all_files():
    done = list(accept(SPECKS))
    assert [(one.status, one.specks) for one in done] == [
        (UploadStatus.NEEDS_CONFIRMATION, True)
    ] * 2
    assert specks_text(len(done)) == (
        "2 files were left out, for they have occupied parts under 1 km² that lie more "
        "than 2 km from the rest. Say once for all what these are."
    )
    assert not any(one.specks for one in accept())


@pytest.mark.parametrize("answer", ["keep", "drop"])
def test_one_answer_on_specks_holds_for_all_files(answer):
    done = list(accept(SPECKS, specks=answer))
    assert [one.status for one in done] == [UploadStatus.ACCEPTED] * 2
    assert not any(one.specks for one in done)


def test_what_was_undone_is_accepted_anew():
    list(accept())
    default_ledger().undo_all([one.id for one in accepted()])
    assert next(accept()).status == UploadStatus.ACCEPTED


def test_a_damaged_zip_is_refused_at_once():
    with pytest.raises(InputError, match="damaged"):
        next(accept(ZIP[:-40]))
