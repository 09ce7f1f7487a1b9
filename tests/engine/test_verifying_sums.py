"""The proof of the books, sum by sum: what agrees is silent, what differs is named."""

from dataclasses import replace
from typing import Any

import pytest

from app.engine.book_sums import (
    AdjustmentSums,
    BookSums,
    DelaySums,
    FetchSums,
    MentionSums,
    NoticeSums,
    OrderSums,
    PurchaseSums,
    PutBackSums,
    ReturnSums,
    SerialSums,
    StationSums,
)
from app.engine.names import (
    CUSTOMER,
    NO_LOT,
    NO_ORDER,
    SUPPLIER,
    OpId,
    Place,
    ReturnId,
    Serial,
    Sku,
    StationId,
)
from app.engine.reordering import Position, Reorder
from app.engine.subjects import What
from app.engine.verifying import differences
from app.engine.verifying_keeping import keeping_differences
from app.engine.verifying_stock import net, stock_differences
from tests.fakes.sums import (
    BIN,
    EMPTY,
    KEEPING,
    L1,
    MILK,
    NEXT,
    ORDER,
    RADIO,
    SERIALS,
    STOCK,
    TEA,
    TOTE,
    held,
    line,
    stock,
)

DESK = Place("RETURNS-1")

FIVE = held((BIN, TEA, NO_LOT, 5), promised={TEA: (5, 0)})
ALL_KNOWN = {(RADIO, Serial("S1")): (BIN, NO_LOT), (RADIO, Serial("S2")): (BIN, NO_LOT)}
TWO_RADIOS = held((BIN, RADIO, NO_LOT, 2), promised={RADIO: (2, 0)})


def radios(base: BookSums = TWO_RADIOS, **sums: Any) -> BookSums:
    """Books in which both radios are in the bin, except as `sums` say."""
    where = {one: [place] for one, (place, _) in ALL_KNOWN.items()}
    known = SerialSums(kept=ALL_KNOWN, moved=where, set_aside=frozenset())
    return replace(base, serials=replace(known, **sums))


S1, S2 = (RADIO, Serial("S1")), (RADIO, Serial("S2"))
ONE_RADIO = held((BIN, RADIO, NO_LOT, 1), promised={RADIO: (1, 0)})


@pytest.mark.parametrize(
    ("books", "told"),
    [
        (EMPTY, []),
        (FIVE, []),
        # balances
        (
            stock(moved={(BIN, TEA, L1): 1}, promised={TEA: (0, 0)}),
            ["A-01-1-A, TEA of lot L1: the balance is 0, the movements add up to 1."],
        ),
        (
            stock(held={(BIN, TEA, NO_LOT): 1}, promised={TEA: (1, 0)}),
            [
                "A-01-1-A, TEA: the balance is 1, the movements add up to 0.",
                "TEA: over all places the balances add up to 1, not to 0.",
            ],
        ),
        (
            held((BIN, TEA, NO_LOT, -1), promised={TEA: (-1, 0)}),
            ["A-01-1-A, TEA: the balance is -1; no real place holds less than none."],
        ),
        (
            stock(
                moved={(BIN, MILK, L1): 2, (SUPPLIER, MILK, NO_LOT): -2},
                held={(BIN, MILK, L1): 2, (SUPPLIER, MILK, NO_LOT): -2},
                promised={MILK: (2, 0)},
            ),
            [
                "MILK: over all places the balances add up to -2, not to 0.",
                "MILK of lot L1: over all places the balances add up to 2, not to 0.",
            ],
        ),
        # bound to work
        (
            stock(allocated={(BIN, TEA, L1): 2}, wanted={(BIN, TEA, L1): 2}),
            [],
        ),
        (
            stock(allocated={(BIN, TEA, L1): 2, (NEXT, TEA, NO_LOT): 1}),
            [
                "A-01-1-A, TEA of lot L1: 2 allocated, open stops and fetches want 0.",
                "A-02-1-A, TEA: 1 allocated, open stops and fetches want 0.",
            ],
        ),
        (
            stock(wanted={(BIN, TEA, NO_LOT): 2}),
            ["A-01-1-A, TEA: 0 allocated, open stops and fetches want 2."],
        ),
        # serials
        (radios(), []),
        (
            radios(moved={S1: [NEXT], S2: [BIN]}),
            ["RADIO, serial S1: kept A-01-1-A, the movements say A-02-1-A."],
        ),
        (
            radios(moved={S1: [BIN, NEXT]}),
            [
                "RADIO, serial S1: kept A-01-1-A, the movements say A-01-1-A and A-02-1-A.",
                "RADIO, serial S2: kept A-01-1-A, the movements say nowhere.",
            ],
        ),
        (
            radios(kept={S1: ALL_KNOWN[S1]}),
            ["RADIO, serial S2: kept nowhere, the movements say A-01-1-A."],
        ),
        (radios(kept={S1: ALL_KNOWN[S1]}, set_aside=frozenset({S2})), []),
        (
            radios(ONE_RADIO),
            ["A-01-1-A, RADIO: 2 serials are there, the balance is 1."],
        ),
        (
            radios(replace(EMPTY)),
            ["A-01-1-A, RADIO: 2 serials are there, the balance is 0."],
        ),
        (
            radios(
                held(
                    (BIN, RADIO, NO_LOT, 1),
                    promised={RADIO: (1, 0)},
                    set_aside={(BIN, CUSTOMER, RADIO): 1},
                )
            ),
            [],
        ),
        (
            radios(
                held(
                    (BIN, RADIO, NO_LOT, 1),
                    promised={RADIO: (1, 0)},
                    set_aside={(CUSTOMER, BIN, RADIO): 1},
                )
            ),
            ["A-01-1-A, RADIO: 2 serials are there, the balance is 1."],
        ),
        (
            replace(
                held((BIN, RADIO, L1, 0), promised={RADIO: (0, 0)}),
                serials=replace(SERIALS, kept={S1: (BIN, L1)}, moved={S1: [BIN]}),
            ),
            ["A-01-1-A, RADIO of lot L1: 1 serials are there, the balance is 0."],
        ),
        # promises
        (
            held((BIN, TEA, NO_LOT, 5)),
            ["TEA: 0 on hand, 5 in the good bins."],
        ),
        (
            replace(EMPTY, lines=[line(MILK, allocated=2)]),
            ["MILK: 0 reserved, order lines hold 2."],
        ),
        (
            held((BIN, TEA, NO_LOT, 5), promised={TEA: (4, 0)}),
            ["TEA: 4 on hand, 5 in the good bins."],
        ),
        (
            held((BIN, TEA, NO_LOT, 5), (NEXT, TEA, L1, 2), promised={TEA: (7, 0)}),
            [],
        ),
        (
            held(
                (BIN, TEA, NO_LOT, 5),
                (NEXT, TEA, NO_LOT, 2),
                (TOTE, TEA, NO_LOT, 1),
                bad_bins=frozenset({NEXT}),
                promised={TEA: (5, 0)},
            ),
            [],
        ),
        (
            replace(FIVE, lines=[line(reserved=2, allocated=1, picked=1)]),
            ["TEA: 0 reserved, order lines hold 3."],
        ),
        (
            stock(promised={MILK: (1, 2)}),
            [
                "MILK: 1 on hand, 0 in the good bins.",
                "MILK: 2 reserved, order lines hold 0.",
            ],
        ),
        (
            stock(kept_back={TEA: (2, 3)}),
            ["TEA: 2 kept back as safety stock, the catalogue says 3."],
        ),
    ],
)
def test_where_goods_are_and_what_is_promised_of_them(books: BookSums, told: list[str]):
    assert list(stock_differences(books)) == told


def test_what_movements_add_up_to_in_each_place():
    flows = {
        (BIN, TOTE, TEA): 3,
        (NEXT, TOTE, TEA): 4,
        (TOTE, CUSTOMER, TEA): 2,
        (BIN, TOTE, MILK): 1,
    }
    assert net(flows) == {
        (BIN, TEA): -3,
        (NEXT, TEA): -4,
        (TOTE, TEA): 5,
        (CUSTOMER, TEA): 2,
        (BIN, MILK): -1,
        (TOTE, MILK): 1,
    }


# ── goods on their way ────────────────────────────────────────────────────────────────


def keeping(**sums: Any) -> BookSums:
    return replace(EMPTY, keeping=replace(KEEPING, **sums))


def back(state: str, done_each: int) -> PutBackSums:
    return PutBackSums(source=TOTE, sku=TEA, state=state, qty_each=3, done_each=done_each)


def came(received: int, inspected: int, state: str = "inspecting") -> ReturnSums:
    return ReturnSums(
        return_id=ReturnId("r"),
        order_id=ORDER,
        state=state,
        sku=TEA,
        received_each=received,
        inspected_each=inspected,
    )


def sent(books: BookSums, shipped: int) -> BookSums:
    order = OrderSums(order_id=ORDER, ref="536365", state="delivered")
    return replace(books, orders=[order], lines=[line(shipped=shipped)])


def on_the_desk(each: int, **sums: Any) -> BookSums:
    return held((DESK, TEA, NO_LOT, each), (BIN, TEA, NO_LOT, 9), **sums)


@pytest.mark.parametrize(
    ("books", "told"),
    [
        (EMPTY, []),
        (keeping(put_backs=[back("open", 2), back("done", 3)]), []),
        (
            keeping(put_backs=[back("open", 3), back("done", 2)]),
            [
                "TOTE-0001, TEA: a put-back is open with 3 of 3 put back.",
                "TOTE-0001, TEA: a put-back is done with 2 of 3 put back.",
            ],
        ),
        # returns and what was shipped
        (sent(keeping(returns=[came(2, 1)]), 2), []),
        (sent(keeping(returns=[came(0, 0, "expected")]), 2), []),
        (sent(keeping(returns=[came(2, 2, "closed")]), 2), []),
        (
            sent(keeping(returns=[came(2, 0, "expected")]), 2),
            ["Return r is expected, and 2 of TEA arrived."],
        ),
        (
            sent(keeping(returns=[came(2, 1, "closed")]), 2),
            ["Return r is closed, and 1 of TEA were not looked at."],
        ),
        (
            sent(keeping(returns=[came(2, 2), came(1, 1)]), 2),
            ["Order 536365: 2 of TEA shipped, 3 came back."],
        ),
        (
            keeping(returns=[came(1, 1)]),
            ["Order o: 0 of TEA shipped, 1 came back."],
        ),
        (keeping(returns=[replace(came(1, 1), order_id=NO_ORDER)]), []),
        (
            replace(
                sent(keeping(returns=[came(5, 5)]), 2),
                lines=[line(shipped=2), line(shipped=3)],
            ),
            [],
        ),
        # what waits to be looked at
        (on_the_desk(0), []),
        (
            on_the_desk(1),
            ["TEA: 1 wait to be looked at, returns say 0."],
        ),
        (
            replace(
                sent(on_the_desk(2), 9),
                keeping=replace(KEEPING, returns=[came(4, 1), came(2, 2), came(1, 1)]),
            ),
            [],
        ),
        (
            replace(
                sent(on_the_desk(4), 9),
                keeping=replace(KEEPING, returns=[came(4, 1)]),
            ),
            ["TEA: 4 wait to be looked at, returns say 3."],
        ),
        (on_the_desk(2, set_aside={(TOTE, DESK, TEA): 2}), []),
        (
            on_the_desk(2, set_aside={(TOTE, BIN, TEA): 2}),
            ["TEA: 2 wait to be looked at, returns say 0."],
        ),
        (
            on_the_desk(1, set_aside={(DESK, BIN, TEA): 2}),
            ["TEA: 1 wait to be looked at, returns say 0."],
        ),
        # purchases, fetches, adjustments
        (
            keeping(
                odd_purchases=[
                    PurchaseSums(
                        ref="P1", state="open", sku=TEA, qty_each=9, received_each=4
                    )
                ],
                odd_fetches=[
                    FetchSums(
                        source=BIN, sku=TEA, state="ready", qty_each=6, moved_each=2
                    )
                ],
                odd_adjustments=[
                    AdjustmentSums(
                        place=BIN, sku=TEA, lot=L1, said_each=-2, moved_each=-1
                    )
                ],
            ),
            [
                "Purchase P1 is open, and 4 of 9 of TEA came.",
                "A-01-1-A, TEA: a fetch is ready with 2 of 6 moved.",
                "A-01-1-A, TEA of lot L1: an adjustment says -2, its movements -1.",
            ],
        ),
    ],
)
def test_goods_on_their_way(books: BookSums, told: list[str]):
    assert list(keeping_differences(books)) == told


# ── stations, operations and numbers ──────────────────────────────────────────────────


def numbers(missing: int, copied: int) -> StationSums:
    return StationSums(
        station=StationId("HANDHELD"), last=9, missing=missing, copied=copied
    )


@pytest.mark.parametrize(
    ("books", "told"),
    [
        (replace(EMPTY, stations=[numbers(0, 0)], seq=4, seqs={"stock": 4}), []),
        (
            replace(EMPTY, stations=[numbers(1, 2)], seq=4, seqs={"stock": 5, "a": 6}),
            [
                "Station HANDHELD: 1 of its numbers up to 9 are missing.",
                "Station HANDHELD: 2 of its operations have a number twice.",
                "Table a: a row has number 6, the site is at 4.",
                "Table stock: a row has number 5, the site is at 4.",
            ],
        ),
        (
            replace(EMPTY, forged=[OpId("01X")]),
            ["Operation 01X: its digest is not that of its words."],
        ),
    ],
)
def test_every_number_is_there_once_and_every_operation_is_what_it_was(
    books: BookSums, told: list[str]
):
    assert differences(books) == told


def test_everything_is_proved_in_one_go():
    books = replace(
        keeping(put_backs=[back("open", 3)]),
        stock=replace(STOCK, kept_back={TEA: (2, 3)}),
        seq=4,
        seqs={"stock": 5},
    )
    assert differences(books) == [
        "TEA: 2 kept back as safety stock, the catalogue says 3.",
        "TOTE-0001, TEA: a put-back is open with 3 of 3 put back.",
        "Table stock: a row has number 5, the site is at 4.",
    ]


# ── what people and channels were told ────────────────────────────────────────────────


def told(*delays: DelaySums, **sums: Any) -> BookSums:
    return replace(EMPTY, told=replace(EMPTY.told, delays=delays, **sums))


WAITS = DelaySums(
    ref="536365",
    number=1,
    is_offered=True,
    is_cancelled=False,
    is_told=False,
    notice="approved",
    left_each=3,
)
DRAFT = replace(WAITS, is_offered=False, notice="draft")
ENDED = replace(WAITS, is_cancelled=True, is_told=True, left_each=0)


@pytest.mark.parametrize(
    ("books", "differs"),
    [
        (told(WAITS, DRAFT, replace(DRAFT, notice="dropped"), ENDED), []),
        (told(replace(DRAFT, is_cancelled=True, is_told=True, left_each=0)), []),
        (
            told(odd_notices=[NoticeSums(notice_id="7.short.1", state="approved")]),
            [
                "Notice 7.short.1 is approved, and no operation that is known made it so.",
            ],
        ),
        (
            told(replace(DRAFT, notice="approved"), replace(WAITS, number=2, notice="")),
            [
                "Order 536365, offer 1 was not made, its notice is approved.",
                "Order 536365, offer 2 was made, its notice is missing.",
            ],
        ),
        (
            told(replace(ENDED, left_each=2)),
            ["Order 536365, offer 1 ended the order, and 2 of it are still to be sent."],
        ),
        (
            told(replace(ENDED, is_told=False)),
            ["Order 536365, offer 1 ended the order, and nobody was told."],
        ),
        (
            told(unrecorded=["536366"]),
            ["Order 536366 was cancelled by the delay rule, and no offer says why."],
        ),
    ],
)
def test_who_was_told_what_and_what_became_of_it(books: BookSums, differs: list[str]):
    assert differences(books) == differs


def supply(**sums: Any) -> BookSums:
    return replace(EMPTY, supply=replace(EMPTY.supply, **sums))


SET = Sku("SET")
SET_OF_TWO_TEAS_AND_A_MILK = {SET: [(TEA, 2), (MILK, 1)]}


@pytest.mark.parametrize(
    ("books", "differs"),
    [
        (supply(published={TEA: 5}, available={TEA: 5}), []),
        (supply(published={TEA: 0}, available={TEA: -3}), []),
        (
            supply(published={TEA: 5}, available={MILK: 2}),
            [
                "MILK: channels were told 0, 2 can be sold.",
                "TEA: channels were told 5, 0 can be sold.",
            ],
        ),
        (
            supply(
                published={TEA: 7, MILK: 4, SET: 3},
                available={TEA: 7, MILK: 4},
                kits=SET_OF_TWO_TEAS_AND_A_MILK,
            ),
            [],
        ),
        (
            supply(
                published={TEA: 7, SET: 3},
                available={TEA: 7},
                kits=SET_OF_TWO_TEAS_AND_A_MILK,
            ),
            ["SET: channels were told 3, 0 can be sold."],
        ),
    ],
)
def test_channels_were_told_what_can_be_sold(books: BookSums, differs: list[str]):
    assert differences(books) == differs


@pytest.mark.parametrize(
    ("point_each", "kept", "differs"),
    [
        (5, True, ""),
        (4, False, ""),
        (None, False, ""),
        (
            5,
            False,
            "TEA: it is kept as not low, with a stock position of 5 and the reorder "
            "point 5.",
        ),
        (
            4,
            True,
            "TEA: it is kept as low, with a stock position of 5 and the reorder point 4.",
        ),
        (
            None,
            True,
            "TEA: it is kept as low, with a stock position of 5 and the reorder point "
            "none.",
        ),
    ],
)
def test_buyers_know_what_is_low(point_each: int | None, kept: bool, differs: str):
    point = Reorder(sku=TEA, point_each=point_each, is_low=kept)
    books = supply(reorders=[(point, Position(available_each=2, on_order_each=3))])

    assert differences(books) == ([differs] if differs else [])


def mention(what: What, told: str, state: str) -> MentionSums:
    return MentionSums(what=what, code="X", told=told, state=state)


@pytest.mark.parametrize(
    ("books", "differs"),
    [
        # A pick that went well is told by the ledger alone.
        (replace(EMPTY, odd_mentions=[mention(What.ORDER, "released", "picking")]), []),
        (
            replace(EMPTY, odd_mentions=[mention(What.ORDER, "released", "packed")]),
            ["The order X: its story ends with released, it is packed."],
        ),
        (
            replace(EMPTY, odd_mentions=[mention(What.TOTE, "released", "picking")]),
            ["The tote X: its story ends with released, it is picking."],
        ),
        # A row nobody could have written is told of as well.
        (
            replace(EMPTY, odd_mentions=[mention(What.ORDER, "nonsense", "packed")]),
            ["The order X: its story ends with nonsense, it is packed."],
        ),
        (
            replace(EMPTY, strange_mentions=2),
            ["2 mentions are of no operation in the books."],
        ),
    ],
)
def test_a_story_ends_as_the_books_have_it(books: BookSums, differs: list[str]):
    assert differences(books) == differs
