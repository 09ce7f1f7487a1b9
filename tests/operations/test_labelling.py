"""Labels for what a building has."""

from contextlib import closing
from pathlib import Path

import pytest

from app.cli import load_demo, main
from app.floor.plan import PlanRefused
from app.labels.codes import is_gtin_13
from app.labels.sheets import BinLabel, ItemLabel
from app.operations.labelling import Labelled, see_labels
from app.station import open_store
from tests.fakes.printer import printed


def test_the_demo_site_has_labels_for_everything(tmp_path: Path):
    with closing(open_store(None)) as station:
        load_demo(station)
        bins = see_labels(station, Labelled.BINS)
        in_b = see_labels(station, Labelled.BINS, zone="B")
        items = see_labels(station, Labelled.ITEMS, zone="B")
        for what in Labelled:
            assert see_labels(station, what)
    assert 0 < len(in_b) < len(bins)
    assert all(isinstance(each, BinLabel) and each.code[0] == "B" for each in in_b)
    assert all(
        isinstance(each, ItemLabel) and is_gtin_13(each.gtin or "") for each in items
    )


def test_a_site_without_a_floor_plan_says_so():
    with (
        closing(open_store(None)) as station,
        pytest.raises(PlanRefused, match="no floor plan"),
    ):
        see_labels(station, Labelled.BINS)


def test_the_command_writes_sheets_one_can_print(tmp_path: Path):
    out = tmp_path / "totes.pdf"
    given = [
        "labels",
        "totes",
        "--totes",
        "15",
        "--out",
        str(out),
        "--data",
        str(tmp_path),
    ]
    assert main(given) == 0
    assert len(printed(out.read_bytes(), 72)) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["labels", "bins"], "floor plan"),
        (["labels", "people"], "no people to label"),
        (["labels", "totes", "--used", "14"], "has 14 labels"),
    ],
)
def test_what_cannot_be_printed_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: list[str], says: str
):
    out = tmp_path / "out.pdf"
    assert main([*given, "--out", str(out), "--data", str(tmp_path)]) == 1
    assert says in capsys.readouterr().err
    assert not out.exists()
