"""What a story can be told of: which things a command names, by the types of its fields."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest

from app.engine import subjects
from app.engine.names import BinCode, Lot, OrderId, ParcelId, Place, Sku, ToteCode
from app.engine.subjects import LONGEST, Subject, What

SHELF, TOTE = BinCode("A-07-3-B"), ToteCode("TOTE-0001")
TEA, MUG = Sku("TEA-250"), Sku("MUG-BLUE")


@pytest.mark.parametrize(
    ("place", "subject"),
    [
        ("A-07-3-B", Subject(What.BIN, "A-07-3-B")),
        ("TOTE-0001", Subject(What.TOTE, "TOTE-0001")),
        ("PARCEL-01X", Subject(What.PARCEL, "01X")),
        ("PARCEL-PARCEL-1", Subject(What.PARCEL, "PARCEL-1")),
        ("DOCK-1", None),
        ("RETURNS-1", None),
        ("@customer", None),
        ("", None),
    ],
)
def test_a_place_is_a_bin_a_tote_or_a_parcel_or_nothing_to_tell_of(
    place: str, subject: Subject | None
):
    assert subjects.subject_at(place) == subject


@pytest.mark.parametrize(
    ("what", "place"),
    [
        (What.ORDER, None),
        (What.SKU, None),
        (What.BIN, "X"),
        (What.TOTE, "X"),
        (What.PARCEL, "PARCEL-X"),
    ],
)
def test_goods_are_in_bins_totes_and_parcels(what: What, place: str | None):
    assert Subject(what, "X").place == place


class Share(NamedTuple):
    order_id: OrderId
    qty_each: int


@dataclass(frozen=True)
class Part:
    sku: Sku
    lot: Lot


@dataclass(frozen=True)
class Anything:
    """A command with every shape that a field can have."""

    sku: Sku
    qty_each: int
    bin_code: BinCode | None
    tote: ToteCode | None
    source: Place
    parts: tuple[Part, ...]
    lines: tuple[tuple[Sku, int], ...]
    pair: tuple[BinCode, OrderId]
    share: Share
    parcels: tuple[ParcelId, ...] | None
    note: str


FULL = Anything(
    sku=TEA,
    qty_each=3,
    bin_code=SHELF,
    tote=TOTE,
    source=Place("PARCEL-9"),
    parts=(Part(sku=MUG, lot=Lot("L1")),),
    lines=((TEA, 1), (Sku("LAMP"), 2)),
    pair=(BinCode("B-01-1-A"), OrderId("8")),
    share=Share(OrderId("7"), 1),
    parcels=(ParcelId("1"), ParcelId("2")),
    note="A-01-1-A",
)


def test_every_code_comes_with_its_type_in_the_order_of_the_fields():
    assert list(subjects.codes_in(FULL)) == [
        (Sku, TEA),
        (BinCode, SHELF),
        (ToteCode, TOTE),
        (Place, "PARCEL-9"),
        (Sku, MUG),
        (Lot, "L1"),
        (Sku, TEA),
        (Sku, "LAMP"),
        (BinCode, "B-01-1-A"),
        (OrderId, "8"),
        (OrderId, "7"),
        (ParcelId, "1"),
        (ParcelId, "2"),
        (str, "A-01-1-A"),
    ]


def test_a_command_names_each_thing_once_and_no_note_or_lot():
    assert subjects.named_in(FULL) == {
        Subject(What.SKU, TEA),
        Subject(What.SKU, MUG),
        Subject(What.SKU, "LAMP"),
        Subject(What.BIN, SHELF),
        Subject(What.BIN, "B-01-1-A"),
        Subject(What.TOTE, TOTE),
        Subject(What.PARCEL, "9"),
        Subject(What.PARCEL, "1"),
        Subject(What.PARCEL, "2"),
        Subject(What.ORDER, "7"),
        Subject(What.ORDER, "8"),
    }


@dataclass(frozen=True)
class Scanned:
    sku: Sku
    place: Place


@pytest.mark.parametrize(
    ("sku", "place", "named"),
    [
        ("", "DOCK-1", set[Subject]()),
        ("TEA\n", "@lost", set[Subject]()),
        ("X" * (LONGEST + 1), "PARCEL-", set[Subject]()),
        ("X" * LONGEST, "", {Subject(What.SKU, "X" * LONGEST)}),
        ("X", "A-07-3-B", {Subject(What.SKU, "X"), Subject(What.BIN, "A-07-3-B")}),
    ],
)
def test_nonsense_in_a_field_names_nothing(sku: str, place: str, named: set[Subject]):
    assert subjects.named_in(Scanned(sku=Sku(sku), place=Place(place))) == named


def test_what_may_be_missing_is_found_when_it_is_there():
    # Of this run alone: the types of a command's fields are read once for all.
    @dataclass(frozen=True)
    class Moved:
        target: BinCode | None
        skus: tuple[Sku, ...] | None

    assert subjects.named_in(Moved(target=None, skus=None)) == set()
    assert subjects.named_in(Moved(target=SHELF, skus=(TEA,))) == {
        Subject(What.BIN, SHELF),
        Subject(What.SKU, TEA),
    }
