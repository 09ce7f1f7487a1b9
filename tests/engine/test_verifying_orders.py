"""The proof of orders: lines, states, walks, totes and parcels, each by its sentence."""

from dataclasses import replace
from typing import Any

import pytest

from app.engine.book_sums import (
    BookSums,
    OrderSums,
    ParcelSums,
    PutBackSums,
    ReturnSums,
    ShareSums,
    StaySums,
    StopSums,
    ToteSums,
    WalkSums,
)
from app.engine.delivering import CarrierEvent, CarrierWord
from app.engine.names import (
    CUSTOMER,
    NO_LIST,
    NO_LOT,
    NO_ORDER,
    NO_SSCC,
    ListId,
    OpId,
    OrderId,
    ParcelId,
    Place,
    ReturnId,
    Sscc,
    ToteCode,
    parcel_place,
)
from app.engine.verifying_containers import container_differences
from app.engine.verifying_orders import order_differences
from tests.fakes.site import DAY
from tests.fakes.sums import (
    BIN,
    EMPTY,
    KEEPING,
    L1,
    MILK,
    NEXT,
    ORDER,
    OTHER,
    TEA,
    TOTE,
    held,
    line,
    stock,
)


def order(state: str, order_id: OrderId = ORDER, ref: str = "536365") -> OrderSums:
    return OrderSums(order_id=order_id, ref=ref, state=state)


def walk(state: str, *, open_stops: int = 0, badge: str = "") -> WalkSums:
    return WalkSums(
        list_id=ListId("w"),
        order_id=ORDER,
        zone="A",
        state=state,
        badge=badge,
        open_stops=open_stops,
    )


def word(event: CarrierEvent) -> CarrierWord:
    return CarrierWord(
        parcel_id=ParcelId("p"), event_id="", op_id=OpId("1"), event=event, at=DAY
    )


MOVING, DELIVERED = CarrierEvent.IN_TRANSIT, CarrierEvent.DELIVERED
BACK = CarrierEvent.RETURNED_TO_SENDER


def parcel(
    state: str, *words: CarrierEvent, manifest: str = "", **more: Any
) -> ParcelSums:
    plain = ParcelSums(
        parcel_id=ParcelId("p"),
        order_id=ORDER,
        state=state,
        sscc=NO_SSCC,
        manifest=manifest,
        goods={},
        words=[word(event) for event in words],
    )
    return replace(plain, **more)


def gone(state: str, *words: CarrierEvent, **more: Any) -> ParcelSums:
    return parcel(state, *words, manifest="handed_over", **more)


def tote(
    state: str,
    order_id: OrderId = ORDER,
    stands_at: str = "",
    code: str = "TOTE-0001",
    batch: ListId = NO_LIST,
) -> ToteSums:
    return ToteSums(
        tote=ToteCode(code),
        order_id=order_id,
        batch=batch,
        state=state,
        stands_at=stands_at,
    )


def stay(place: str, code: str = "TOTE-0001") -> StaySums:
    return StaySums(tote=ToteCode(code), place=place)


def books(state: str, base: BookSums = EMPTY, /, **sums: Any) -> BookSums:
    """The books of one order in this state."""
    return replace(base, orders=[order(state)], **sums)


def back(each: int, source: Place = TOTE, state: str = "open", done: int = 0) -> Any:
    return replace(
        KEEPING,
        put_backs=[
            PutBackSums(
                source=source, sku=TEA, state=state, qty_each=each, done_each=done
            )
        ],
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (EMPTY, []),
        # lines
        (books("reserved", lines=[line(reserved=2, backordered=1)]), []),
        (
            books("reserved", lines=[replace(line(reserved=2), qty_each=3)]),
            ["Order 536365, line 1: 3 ordered, its stages add up to 2."],
        ),
        (
            books("reserved", lines=[line(reserved=3, shipped=-1)]),
            ["Order 536365, line 1: 2 ordered, its stages add up to 2."],
        ),
        (
            replace(EMPTY, lines=[replace(line(reserved=2), qty_each=3)]),
            ["Order o, line 1: 3 ordered, its stages add up to 2."],
        ),
        (
            books(
                "packing",
                lines=[
                    replace(
                        line(packed=2, shipped=3),
                        in_stops_each=1,
                        in_parcels_each=4,
                        handed_over_each=5,
                    )
                ],
            ),
            [
                "Order 536365, line 1, TEA: 0 allocated, open stops want 1.",
                "Order 536365, line 1, TEA: 2 packed, parcels here hold 4.",
                "Order 536365, line 1, TEA: 3 shipped, parcels took 5.",
            ],
        ),
        # states
        (books("lost"), ["Order 536365: no order can be 'lost'."]),
        (
            replace(
                EMPTY,
                orders=[order("lost"), order("placed", OTHER, "7")],
                lines=[line(picked=1, order_id=OTHER)],
            ),
            [
                "Order 536365: no order can be 'lost'.",
                "Order 7 is placed, and nothing of it is open.",
                "Order 7 is placed, and 1 of it are picked.",
            ],
        ),
        (
            books("reserved", lines=[line(backordered=2)]),
            ["Order 536365 is reserved, and nothing of it is reserved."],
        ),
        (
            books("packing", lines=[line(backordered=2)]),
            ["Order 536365 is packing, and nothing of it is packed or picked."],
        ),
        (
            books("backordered", lines=[line(backordered=1), line(open=1, packed=2)]),
            [
                "Order 536365 is backordered, and 1 of it are open.",
                "Order 536365 is backordered, and 2 of it are packed.",
            ],
        ),
        (
            books(
                "placed",
                lines=[line(open=1), line(packed=5, order_id=OTHER)],
            ),
            [],
        ),
        # walks
        (
            books(
                "picking",
                lines=[line(allocated=1)],
                walks=[walk("claimed", open_stops=1, badge="BEN"), walk("picked")],
            ),
            [],
        ),
        (
            books(
                "picking",
                lines=[line(allocated=1)],
                walks=[walk("picked", open_stops=2), walk("claimed", badge="BEN")],
            ),
            [
                "Order 536365, zone A: the walk is picked, and 2 of its stops are open.",
                "Order 536365, zone A: the walk is claimed, and none of its stops is open.",
            ],
        ),
        (
            books(
                "released",
                lines=[line(allocated=1)],
                walks=[
                    walk("ready", open_stops=1, badge="BEN"),
                    walk("waiting", open_stops=1, badge="ANA"),
                    walk("ready", open_stops=1),
                ],
            ),
            [
                "Order 536365, zone A: the walk is ready, and BEN has it.",
                "Order 536365, zone A: the walk is waiting, and ANA has it.",
            ],
        ),
        (
            books(
                "picked",
                lines=[line(picked=1)],
                walks=[walk("done", open_stops=1), walk("cancelled", open_stops=2)],
            ),
            [
                "Order 536365, zone A: the walk is done, and 1 of its stops are open.",
                "Order 536365, zone A: the walk is cancelled, and 2 of its stops are open.",
            ],
        ),
        (
            replace(EMPTY, walks=[walk("done", open_stops=1)]),
            ["Order o, zone A: the walk is done, and 1 of its stops are open."],
        ),
        (
            replace(
                EMPTY, walks=[replace(walk("done", open_stops=1), order_id=NO_ORDER)]
            ),
            ["Several orders, zone A: the walk is done, and 1 of its stops are open."],
        ),
        # stops, and those for several orders
        (
            replace(
                EMPTY,
                odd_shares=[
                    ShareSums(
                        bin_code=BIN,
                        sku=TEA,
                        state="picked",
                        qty_each=5,
                        picked_each=4,
                        shared_each=6,
                        shared_picked_each=3,
                    )
                ],
            ),
            [
                "A-01-1-A, TEA: a stop for several orders is picked with 4 of 5 picked, "
                "its orders say 3 of 6."
            ],
        ),
        (
            replace(
                EMPTY,
                odd_stops=[
                    StopSums(
                        list_id=ListId("w"),
                        bin_code=BIN,
                        sku=TEA,
                        state="picked",
                        qty_each=4,
                        picked_each=3,
                    )
                ],
            ),
            ["A-01-1-A, TEA: a stop is picked with 3 of 4 picked."],
        ),
        # dead ends
        (
            books("released", lines=[line(allocated=1)]),
            ["Order 536365 is released, and nobody can go on with its walks."],
        ),
        (
            books(
                "picking",
                lines=[line(allocated=1)],
                walks=[walk("waiting", open_stops=1), walk("done")],
            ),
            ["Order 536365 is picking, and nobody can go on with its walks."],
        ),
        (
            books(
                "picking",
                lines=[line(allocated=1)],
                walks=[walk("ready", open_stops=1), walk("waiting", open_stops=1)],
            ),
            [],
        ),
        (
            books(
                "reserved",
                lines=[line(reserved=1)],
                walks=[walk("waiting", open_stops=1)],
            ),
            ["Order 536365 is reserved, and a walk of it is not ended."],
        ),
        (
            books("reserved", lines=[line(reserved=1)], walks=[walk("cancelled")]),
            [],
        ),
        (
            books("cancelled", lines=[line(cancelled=1)], walks=[walk("picked")]),
            [],
        ),
        # aboard: on a walk with others, in a batch, or in a tote on its way to packing
        (
            books("picking", lines=[line(allocated=1)], aboard=frozenset({ORDER})),
            [],
        ),
        (
            books(
                "picking",
                lines=[line(allocated=1)],
                aboard=frozenset({ORDER}),
                walks=[walk("waiting", open_stops=1)],
            ),
            ["Order 536365 is picking, and nobody can go on with its walks."],
        ),
        (
            books(
                "reserved",
                lines=[line(reserved=1)],
                walks=[replace(walk("ready", open_stops=1), order_id=NO_ORDER)],
            ),
            [],
        ),
        (
            books("reserved", lines=[line(picked=1)], aboard=frozenset({ORDER})),
            [],
        ),
        (
            books("reserved", lines=[line(picked=1)]),
            ["Order 536365 is reserved, and nothing of it is reserved."],
        ),
        (
            books("reserved", lines=[line(open=1)], aboard=frozenset({ORDER})),
            ["Order 536365 is reserved, and nothing of it is reserved."],
        ),
        # how far its parcels are
        (
            books(
                "packing",
                lines=[line(packed=1, shipped=1)],
                parcels=[parcel("open"), gone("delivered", DELIVERED), parcel("void")],
            ),
            [],
        ),
        (
            books(
                "delivered",
                lines=[line(shipped=1)],
                parcels=[
                    gone("in_transit", MOVING),
                    gone("handed_over"),
                    gone("delivered", DELIVERED),
                ],
            ),
            [
                "Order 536365 is delivered, and a parcel of it is handed_over.",
                "Order 536365 is delivered, and a parcel of it is in_transit.",
            ],
        ),
        (
            books(
                "returned",
                lines=[line(shipped=1)],
                parcels=[gone("delivered", DELIVERED)],
            ),
            ["Order 536365 is returned, and no parcel of it came back."],
        ),
        (
            books(
                "returned",
                lines=[line(shipped=1)],
                parcels=[gone("delivered", DELIVERED), gone("returned", BACK)],
            ),
            [],
        ),
        # what manifests and carriers say
        (replace(EMPTY, parcels=[parcel("manifested", manifest="open")]), []),
        (
            replace(
                EMPTY,
                parcels=[
                    parcel("manifested"),
                    parcel("labelled", manifest="open", sscc=Sscc("12")),
                    parcel("handed_over", manifest="open"),
                ],
            ),
            [
                "Parcel p is manifested, and its manifest is none, not open.",
                "Parcel 12 is labelled, and its manifest is open, not none.",
                "Parcel p is handed_over, and its manifest is open, not handed_over.",
            ],
        ),
        (
            replace(EMPTY, parcels=[gone("delivered", MOVING)]),
            ["Parcel p is delivered, and its carrier says in_transit."],
        ),
        (replace(EMPTY, parcels=[parcel("open", DELIVERED)]), []),
        (
            replace(EMPTY, parcels=[parcel("void", goods={TEA: 2, MILK: 1})]),
            ["Parcel p is void, and its lines hold 3."],
        ),
        (replace(EMPTY, parcels=[parcel("void", goods={TEA: 0})]), []),
        (
            replace(
                EMPTY,
                parcels=[
                    parcel("labelled", sscc=Sscc("12")),
                    parcel("labelled", sscc=Sscc("34")),
                    parcel("void", sscc=Sscc("12")),
                    parcel("open"),
                    parcel("open"),
                ],
            ),
            ["SSCC 12: 2 parcels have it."],
        ),
        # totes and the hospital
        (replace(EMPTY, totes=[tote("free", NO_ORDER), tote("staged")]), []),
        (
            books(
                "picked",
                lines=[line(picked=1)],
                totes=[tote("free"), tote("picking", NO_ORDER, code="TOTE-0002")],
            ),
            [
                "TOTE-0001 is free, and order 536365 is in it.",
                "TOTE-0002 is picking, and no order is in it.",
            ],
        ),
        (
            replace(EMPTY, totes=[tote("free")]),
            ["TOTE-0001 is free, and order o is in it."],
        ),
        (replace(EMPTY, totes=[tote("staged", NO_ORDER)], keeping=back(1)), []),
        (replace(EMPTY, totes=[tote("staged", NO_ORDER, batch=ListId("w"))]), []),
        (
            replace(EMPTY, totes=[tote("free", NO_ORDER, batch=ListId("w"))]),
            ["TOTE-0001 is free, and no order is in it."],
        ),
        (
            replace(
                EMPTY,
                totes=[tote("hospital", stands_at="HOSPITAL-1")],
                stays=[stay("HOSPITAL-1")],
            ),
            [],
        ),
        (
            replace(
                EMPTY,
                totes=[
                    tote("hospital", stands_at="HOSPITAL-1"),
                    tote("staged", code="TOTE-0002"),
                ],
                stays=[stay("HOSPITAL-3", "TOTE-0002"), stay("HOSPITAL-3", "TOTE-0002")],
            ),
            [
                "TOTE-0001 is hospital, and its place in the hospital is nowhere.",
                "TOTE-0002 is staged, and its place in the hospital is HOSPITAL-3 and "
                "HOSPITAL-3.",
                "HOSPITAL-3: 2 totes stand on it.",
            ],
        ),
    ],
)
def test_an_order_is_what_its_lines_work_and_parcels_say(
    found: BookSums, told: list[str]
):
    assert list(order_differences(found)) == told


# ── what totes and parcels hold ───────────────────────────────────────────────────────

PARCEL = parcel_place(ParcelId("p"))
INTO_TOTE, OUT_OF_TOTE = (BIN, TOTE, TEA), (TOTE, BIN, TEA)


def inside(*places: tuple[Place, int], **sums: Any) -> BookSums:
    """Books in which these places hold so many of the tea."""
    return held(*((place, TEA, NO_LOT, each) for place, each in places), **sums)


def a_tote(each: int, picked: int, **sums: Any) -> BookSums:
    """An order's tote with so many of the tea in it, of which its line knows `picked`."""
    return books(
        "picked",
        inside((TOTE, each), **sums),
        lines=[line(picked=picked)],
        totes=[tote("staged")],
    )


def a_batch(each: int, *, unsorted: int, picked: int, **sums: Any) -> BookSums:
    """A batch's tote, of which so many are still to be sorted out for the order."""
    several = replace(walk("done"), order_id=NO_ORDER)
    return books(
        "picking",
        inside((TOTE, each), **sums),
        lines=[line(picked=picked)],
        walks=[several],
        totes=[tote("staged", NO_ORDER, batch=several.list_id)],
        unsorted={(several.list_id, ORDER, TEA): unsorted},
    )


def a_parcel(each: int, said: int, state: str = "closed", **sums: Any) -> BookSums:
    return books(
        "packed",
        inside((PARCEL, each), **sums),
        lines=[line(packed=said)],
        parcels=[parcel(state, goods={TEA: said})],
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (EMPTY, []),
        # totes
        (a_tote(2, 2), []),
        (
            a_tote(3, 2),
            [
                "Order 536365: its totes hold 3 of TEA, 2 are picked and not packed.",
            ],
        ),
        (
            replace(a_tote(3, 2), orders=[]),
            ["Order o: its totes hold 3 of TEA, 2 are picked and not packed."],
        ),
        (
            a_tote(0, 2),
            ["Order 536365: its totes hold 0 of TEA, 2 are picked and not packed."],
        ),
        (
            replace(inside((TOTE, 1)), totes=[tote("free", NO_ORDER)]),
            ["Free totes hold 1 of TEA, 0 are picked and not packed."],
        ),
        (
            replace(
                books("picked", inside((TOTE, 2), (Place("TOTE-0002"), 1))),
                lines=[line(picked=3)],
                totes=[tote("staged"), tote("staged", code="TOTE-0002")],
            ),
            [],
        ),
        # a batch for several orders
        (a_batch(3, unsorted=3, picked=3), []),
        (a_batch(1, unsorted=1, picked=1), []),
        (
            a_batch(3, unsorted=2, picked=2),
            ["Walk w: its totes hold 3 of TEA, 2 are picked and not packed."],
        ),
        (
            a_batch(3, unsorted=3, picked=4),
            ["Order 536365: its totes hold 0 of TEA, 1 are picked and not packed."],
        ),
        (
            a_batch(4, unsorted=2, picked=2, set_aside={INTO_TOTE: 1}),
            [
                "Walk w: its totes hold 4 of TEA, 2 are picked, packed or shipped.",
            ],
        ),
        (
            replace(
                a_batch(5, unsorted=3, picked=3),
                unsorted={(ListId("w"), ORDER, TEA): 3, (ListId("w"), OTHER, TEA): 2},
                lines=[line(picked=3), line(picked=2, order_id=OTHER)],
            ),
            [],
        ),
        # to go back
        (replace(a_tote(3, 2), keeping=back(1)), []),
        (replace(a_tote(3, 2), keeping=back(2, done=1)), []),
        (replace(a_tote(2, 2), keeping=back(1, state="done")), []),
        (
            replace(a_tote(1, 0), keeping=back(2)),
            [
                "TOTE-0001 holds 1 of TEA, 2 are to go back from it.",
                "Order 536365: its totes hold -1 of TEA, 0 are picked and not packed.",
            ],
        ),
        (
            replace(EMPTY, keeping=back(2, source=NEXT)),
            ["A-02-1-A holds 0 of TEA, 2 are to go back from it."],
        ),
        (
            replace(
                a_tote(5, 2),
                lines=[line(picked=2), line(picked=1)],
                keeping=replace(
                    KEEPING, put_backs=[*back(1).put_backs, *back(1).put_backs]
                ),
            ),
            [],
        ),
        (
            replace(
                a_tote(0, 3),
                stock=held((TOTE, TEA, L1, 2), (TOTE, TEA, NO_LOT, 1)).stock,
            ),
            [],
        ),
        # parcels
        (a_parcel(2, 2), []),
        (
            books(
                "packed",
                lines=[line(packed=2)],
                parcels=[parcel("closed", goods={TEA: 2})],
            ),
            ["PARCEL-p holds 0 of TEA, its lines say 2."],
        ),
        (
            books("packed", inside((PARCEL, 2)), parcels=[parcel("closed")]),
            ["PARCEL-p holds 2 of TEA, its lines say 0."],
        ),
        (a_parcel(3, 2), ["PARCEL-p holds 3 of TEA, its lines say 2."]),
        (a_parcel(0, 2), ["PARCEL-p holds 0 of TEA, its lines say 2."]),
        (a_parcel(2, 0), ["PARCEL-p holds 2 of TEA, its lines say 0."]),
        (
            replace(a_parcel(3, 2), keeping=back(1, source=PARCEL)),
            [],
        ),
        (replace(a_parcel(0, 2, "delivered"), lines=[]), []),
        # where facts the books could not place put goods in between
        (a_tote(3, 2, set_aside={INTO_TOTE: 1}), []),
        (a_tote(1, 2, set_aside={OUT_OF_TOTE: 1}), []),
        (a_tote(4, 2, set_aside={INTO_TOTE: 1, (NEXT, TOTE, TEA): 1}), []),
        (a_tote(0, 2, set_aside={OUT_OF_TOTE: 1, (TOTE, NEXT, TEA): 1}), []),
        (
            a_tote(4, 2, set_aside={INTO_TOTE: 1}),
            [
                "Order 536365: its totes and parcels hold 4 of TEA, 2 are picked, packed "
                "or shipped."
            ],
        ),
        (
            a_tote(0, 2, set_aside={OUT_OF_TOTE: 1}),
            [
                "Order 536365: its totes and parcels hold 0 of TEA, 2 are picked, packed "
                "or shipped."
            ],
        ),
        (
            a_tote(1, 2, set_aside={INTO_TOTE: 1}),
            [
                "Order 536365: its totes and parcels hold 1 of TEA, 2 are picked, packed "
                "or shipped."
            ],
        ),
        (
            replace(
                books(
                    "packing",
                    inside((TOTE, 1), (PARCEL, 2), set_aside={(TOTE, PARCEL, TEA): 1}),
                ),
                lines=[line(picked=2, packed=1)],
                totes=[tote("packing")],
                parcels=[parcel("open", goods={TEA: 1})],
            ),
            [],
        ),
        (
            replace(
                books(
                    "packing",
                    inside((TOTE, 1), (PARCEL, 3), set_aside={(TOTE, PARCEL, TEA): 1}),
                ),
                lines=[line(picked=2, packed=1)],
                totes=[tote("packing")],
                parcels=[parcel("open", goods={TEA: 1})],
            ),
            [
                "Order 536365: its totes and parcels hold 4 of TEA, 3 are picked, packed "
                "or shipped."
            ],
        ),
        (
            replace(
                books(
                    "packing",
                    inside((TOTE, 1), (PARCEL, 1), set_aside={(TOTE, PARCEL, TEA): 1}),
                ),
                lines=[line(picked=2, packed=1)],
                totes=[tote("packing")],
                parcels=[parcel("open", goods={TEA: 1})],
            ),
            [
                "Order 536365: its totes and parcels hold 2 of TEA, 3 are picked, packed "
                "or shipped."
            ],
        ),
        (
            replace(
                a_parcel(0, 2, "delivered", set_aside={(PARCEL, CUSTOMER, TEA): 1}),
                lines=[line(shipped=1)],
            ),
            [
                "Order 536365: its totes and parcels hold 2 of TEA, 1 are picked, packed "
                "or shipped."
            ],
        ),
        (
            replace(a_tote(1, 0, set_aside={INTO_TOTE: 1}), keeping=back(2)),
            [
                "Order 536365: its totes and parcels hold -1 of TEA, 0 are picked, packed "
                "or shipped."
            ],
        ),
        # odd places
        (
            replace(inside((Place("SHELF"), 2), (BIN, 3), (Place("DOCK-1"), 1))),
            ["SHELF holds 2 of TEA, and is no bin, tote or parcel."],
        ),
        (inside((Place("RETURNS-1"), 2)), []),
        (inside((Place("SHELF"), 2), set_aside={(BIN, Place("SHELF"), TEA): 2}), []),
        (
            inside((Place("SHELF"), 2), set_aside={(BIN, Place("SHELF"), TEA): 1}),
            ["SHELF holds 2 of TEA, and is no bin, tote or parcel."],
        ),
    ],
)
def test_totes_and_parcels_hold_what_their_orders_lines_say(
    found: BookSums, told: list[str]
):
    assert list(container_differences(found)) == told


def came_back(each: int) -> ReturnSums:
    return ReturnSums(
        return_id=ReturnId("r"),
        order_id=ORDER,
        state="inspecting",
        sku=TEA,
        received_each=each,
        inspected_each=0,
    )


def sent(
    customer_has: int, shipped: list[int], returned: list[int], doubt: list[int]
) -> BookSums:
    """Books of what went to customers; `doubt` was moved by facts nobody could place."""
    ways = [(BIN, NEXT, TEA), (NEXT, BIN, TEA)]
    return replace(
        stock(
            moved={(CUSTOMER, TEA, NO_LOT): customer_has, (BIN, TEA, NO_LOT): 7},
            set_aside=dict(zip(ways, doubt, strict=False)),
        ),
        lines=[line(shipped=each) for each in shipped],
        keeping=replace(KEEPING, returns=[came_back(each) for each in returned]),
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (sent(3, [3], [], []), []),
        (sent(2, [3], [1], []), []),
        (sent(2, [3], [], [1]), []),
        (sent(4, [3], [], [1]), []),
        (sent(3, [2, 3], [1, 1], []), []),
        (sent(1, [2, 3], [1, 1], [1, 1]), []),
        (sent(2, [3], [], []), ["TEA: 3 shipped, 2 moved to @customer."]),
        (sent(5, [3], [], [1]), ["TEA: 3 shipped, 5 moved to @customer."]),
        (
            sent(3, [3], [1], []),
            ["TEA: 3 shipped and 1 came back, 3 moved to @customer."],
        ),
    ],
)
def test_what_went_to_customers_is_what_was_shipped_and_did_not_come_back(
    found: BookSums, told: list[str]
):
    assert list(container_differences(found)) == told
