"""A packer's work: verify what is in the tote, close its parcels, check their labels."""

from dataclasses import replace
from typing import Final

from app.database.tables import Tables
from app.engine import cartons, orders, packing
from app.engine.cartons import NO_CARTON, CartonType
from app.engine.names import VARIANCE, ParcelId, Sscc, StationId, ToteCode, parcel_place
from app.engine.orders import Order
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    OpenParcel,
    PackItem,
    Parcel,
    StartPacking,
)
from app.engine.picking import Tote, tote_place
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Eaches
from app.engine.task_states import (
    PARCEL,
    OrderState,
    ParcelEvent,
    ParcelState,
    ToteState,
)
from app.errors import BooksContradicted
from app.labels.codes import sscc
from app.operations import identifying, putting_back
from app.operations.completing import missing_of, other_totes
from app.operations.doing import Doing
from app.operations.following import follow, free_if_done
from app.operations.moving import move

COMPANY_PREFIX: Final = "9999999"
"""The GS1 company prefix in SSCCs until the site has its own. No company has this one."""

SSCCS_A_STATION: Final = 10**6
SSCC_STEM: Final = 11
"""Extension digit, company prefix and the station's number, in digits."""

EMPTY_BOX: Final = "empty"
"""The reason on a parcel that was opened, and needed by nothing."""


def start_packing(tables: Tables, doing: Doing, asked: StartPacking) -> Verdict:
    """Open a parcel for the tote on the table, or go on with the one that is open."""
    tote = tables.work.tote(asked.tote)
    no = packing.start_packing(tote, why_in_hospital(tables, asked.tote))
    if no:
        return no
    order = tables.orders.order(tote.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=tote.order_id)
    parcel = tables.parcels.open_for(tote.tote)
    if parcel is None:
        no = _goods_go_back(tables, tote) or packing.is_complete(
            order, tote, missing_of(tables, order.order_id)
        )
        if no:
            return no
        parcel = _open(tables, doing, tote, order)
    tables.work.totes.put(replace(tote, state=ToteState.PACKING))
    follow(tables, order.order_id)
    others = ", ".join(other_totes(tables, tote))
    return Done(values={"order": order.ref, "parcel": parcel.parcel_id, "others": others})


def _goods_go_back(tables: Tables, tote: Tote) -> Refused | None:
    """A tote of which nothing is wanted any more is not packed."""
    if any(line.picked_each for line in tables.orders.lines_of(tote.order_id)):
        return None
    back = tables.work.open_put_backs(tote_place(tote.tote))
    if not back:
        return None
    return Refused(reason=Refusal.PUT_BACK_FIRST, wanted=f"{len(back)}", got=tote.tote)


def open_parcel(tables: Tables, doing: Doing, asked: OpenParcel) -> Verdict:
    """Take the next box for a tote; the one before stays open until it is closed."""
    tote = tables.work.tote(asked.tote)
    no = packing.open_parcel(tote, why_in_hospital(tables, asked.tote))
    no = no or _goods_go_back(tables, tote)
    if no:
        return no
    order = tables.orders.order(tote.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=tote.order_id)
    parcel = _open(tables, doing, tote, order)
    follow(tables, order.order_id)
    values = {"order": order.ref, "parcel": parcel.parcel_id, "number": parcel.number}
    return Done(effect=Effect.PARCEL_OPENED, values=values)


def pack_item(tables: Tables, doing: Doing, done: PackItem) -> Verdict:
    """Verify an item out of the tote into a parcel."""
    parcel, tote = _parcel_for(tables, done), tote_place(done.tote)
    left = putting_back.to_verify(tables, tote).get(done.sku, 0)
    no = _not_in_hospital(tables, done.tote) or packing.pack_item(done, left, parcel)
    goods = no or identifying.in_any_lot(tables, tote, _scanned(done))
    if isinstance(goods, Refused):
        return goods
    assert parcel is not None, done
    lines = tables.orders.lines_with(parcel.order_id, done.sku)
    parts = packing.split_over_lines(lines, done.sku, done.qty_each)
    if sum(qty_each for _, qty_each in parts) < done.qty_each:
        return Refused(reason=Refusal.NOT_IN_TOTE, wanted="0", got=done.sku)
    move(tables, doing, goods, tote, parcel_place(parcel.parcel_id))
    for line, qty_each in parts:
        tables.orders.lines.put(orders.shift(line, "picked", "packed", qty_each))
        putting_back.put_into(tables, parcel, line.line_no, done.sku, qty_each)
    left = _left_to_pack(tables, done.tote)
    effect = Effect.PACKED if left else Effect.ALL_VERIFIED
    return Done(effect=effect, values={"sku": done.sku, "left": left})


def record_packed(tables: Tables, doing: Doing, done: PackItem) -> None:
    """Write down a packed item the books could not follow: it is in the parcel."""
    parcel = _parcel_for(tables, done)
    if parcel is None or done.qty_each <= 0:
        return
    tote, target = tote_place(done.tote), parcel_place(parcel.parcel_id)
    known = tables.stock.eaches(tote, done.sku, done.qty_each)
    after = move(tables, doing, known, tote, target)
    missing = done.qty_each - sum(each.qty_each for each in known)
    rest = Eaches(sku=done.sku, qty_each=missing)
    move(tables, doing, [rest], VARIANCE, target, after=after)
    putting_back.move_along_taken(tables, doing, done.sku, tote, target)


def close_parcel(tables: Tables, doing: Doing, done: CloseParcel) -> Verdict:
    """Tape the parcel up: it gets its SSCC, and an empty tote is free again.

    Goods in the tote that are to go back to a bin do not hinder the parcel; the tote is
    free once they are out. Such goods in the parcel itself come out first.
    """
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    no = _not_in_hospital(tables, parcel.tote) or packing.close_parcel(
        parcel,
        done,
        _left_to_pack(tables, parcel.tote),
        tables.parcels.inside(parcel.parcel_id),
        others_open=len(tables.parcels.all_open_for(parcel.tote)) - 1,
        going_back=tables.work.open_put_backs(parcel_place(parcel.parcel_id)),
    )
    no = no or _check_weight(tables, parcel, done)
    if no:
        return no
    done = give_sscc(tables, doing.station, done)
    if tables.parcels.with_sscc(done.sscc):
        return Refused(reason=Refusal.SSCC_IN_USE, wanted=parcel.parcel_id, got=done.sscc)
    _close(tables, parcel, done)
    return Done(effect=Effect.PARCEL_CLOSED, values={"sscc": done.sscc})


def record_closed(tables: Tables, doing: Doing, done: CloseParcel) -> None:
    """Write down a parcel that was taped up though the rules say no: its label exists."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel and parcel.state is ParcelState.OPEN:
        _close(tables, parcel, give_sscc(tables, doing.station, done))
        follow(tables, parcel.order_id)


def _left_to_pack(tables: Tables, tote: ToteCode) -> int:
    return sum(putting_back.to_verify(tables, tote_place(tote)).values())


def confirm_label(tables: Tables, _doing: Doing, done: ConfirmLabel) -> Verdict:
    """The right label is on the parcel; with its last parcel labelled, an order is packed."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    no = packing.confirm_label(parcel, done)
    if no:
        return no
    state = PARCEL[parcel.state, ParcelEvent.LABEL]
    tables.parcels.parcels.put(replace(parcel, state=state))
    order = follow(tables, parcel.order_id)
    is_packed = order.state is OrderState.PACKED
    return Done(
        effect=Effect.ORDER_PACKED if is_packed else Effect.PARCEL_LABELLED,
        values={"order": order.ref, "carrier": parcel.carrier},
    )


def why_in_hospital(tables: Tables, tote: ToteCode) -> str:
    """Why a tote stands in the hospital, empty when it does not."""
    stay = tables.parcels.stay_of(tote)
    return stay.reason if stay else ""


def expected_weight_g(tables: Tables, parcel: Parcel, carton: str = NO_CARTON) -> int:
    """What a parcel should weigh with its carton; 0 when an item was never weighed."""
    found = tables.parcels.carton(carton) if carton else None
    goods: list[tuple[int, int]] = []
    for line in tables.parcels.inside(parcel.parcel_id):
        item = tables.items.item(line.sku)
        goods.append((line.qty_each, item.weight_g if item else 0))
    return packing.expected_weight_g(goods, found.tare_g if found else 0)


def _open(tables: Tables, doing: Doing, tote: Tote, order: Order) -> Parcel:
    parcel = Parcel(
        parcel_id=ParcelId(doing.op_id),
        order_id=order.order_id,
        tote=tote.tote,
        carrier=order.carrier,
        number=len(tables.parcels.of_order(order.order_id)) + 1,
    )
    tables.parcels.parcels.put(parcel)
    return parcel


def _parcel_for(tables: Tables, done: PackItem) -> Parcel | None:
    if done.parcel_id:
        return tables.parcels.parcel(done.parcel_id)
    return tables.parcels.open_for(done.tote)


def _not_in_hospital(tables: Tables, code: ToteCode) -> Refused | None:
    tote = tables.work.tote(code)
    if tote.state is not ToteState.HOSPITAL:
        return None
    return packing.start_packing(tote, why_in_hospital(tables, code))


def _check_weight(tables: Tables, parcel: Parcel, done: CloseParcel) -> Refused | None:
    carton: CartonType | None = None
    if done.carton:
        carton = tables.parcels.carton(done.carton)
        no = cartons.may_take(carton, done.carton)
        if no:
            return no
    expected_g = expected_weight_g(tables, parcel, done.carton)
    return packing.check_weight(done, carton, expected_g)


def _close(tables: Tables, parcel: Parcel, done: CloseParcel) -> None:
    tables.parcels.parcels.put(
        replace(
            parcel,
            state=PARCEL[parcel.state, ParcelEvent.CLOSE],
            sscc=done.sscc,
            weight_g=max(0, done.weight_g),
            carton=done.carton,
        )
    )
    if not _left_to_pack(tables, parcel.tote):
        _throw_away_empty_boxes(tables, parcel.tote)
    free_if_done(tables, parcel.tote)


def _throw_away_empty_boxes(tables: Tables, tote: ToteCode) -> None:
    """A next box was opened, and nothing is left for it."""
    for other in tables.parcels.all_open_for(tote):
        if not tables.parcels.inside(other.parcel_id):
            state = PARCEL[other.state, ParcelEvent.VOID]
            void = replace(other, state=state, void_reason=EMPTY_BOX)
            tables.parcels.parcels.put(void)


def give_sscc(tables: Tables, station_id: StationId, done: CloseParcel) -> CloseParcel:
    """Put the next SSCC into a parcel's closing: one that no other station gives out.

    Its serial is the station's number, then its own count of parcels up to a million; then
    it begins again, and passes over those that are still in the books.
    """
    if done.sscc:
        return done
    station = tables.people.stations.get(station_id=station_id)
    first = (station.number if station else 0) * SSCCS_A_STATION
    last = tables.parcels.last_sscc(sscc(COMPANY_PREFIX, first)[:SSCC_STEM])
    count = int(last[SSCC_STEM:-1]) + 1 if last else 0
    for each in range(count, count + SSCCS_A_STATION):
        code = Sscc(sscc(COMPANY_PREFIX, first + each % SSCCS_A_STATION))
        if tables.parcels.with_sscc(code) is None:
            return replace(done, sscc=code)
    raise BooksContradicted(tables.db.name, "every SSCC of this station is in use")


def _scanned(done: PackItem) -> Eaches:
    return Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)
