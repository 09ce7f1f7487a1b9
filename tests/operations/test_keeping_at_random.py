"""Whatever people do to the stock, in whatever order: nothing is lost and nothing oversold."""

from contextlib import closing
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.adjusting import AdjustReason, AdjustStock, ExpireStock
from app.engine.counting import (
    Abc,
    ApproveCount,
    ConfirmEmpty,
    CountBin,
    PlanCounts,
    SetCountTolerance,
)
from app.engine.moving import MoveStock
from app.engine.names import NO_LOT, BinCode, Lot, Place, Sku, zone_of
from app.engine.picking import ClaimWork, ReportShort, ShortReason
from app.engine.purchasing import PlacePurchase
from app.engine.putting_away import PutAway
from app.engine.receiving import AddItem, ReceiveGoods, ReceiveStock
from app.engine.refusals import Done
from app.engine.releasing import ReleaseOrders
from app.engine.replenishing import (
    CancelReplenishment,
    PlanReplenishment,
    Replenish,
    SetPickFace,
)
from app.engine.returning import InspectReturn, OpenReturn, Outcome, ReceiveReturn
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus, BinUse
from app.operations.kinds import Command
from app.operations.running import do
from app.operations.seeing_stock import see_counts, see_replenishments, see_returns
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, BEN, DAY, MUG, SUE, TEA, prove_books

MILK = Sku("MILK-1L")
FRESH = DAY.replace(year=2090)
GOODS = (
    {"sku": TEA, "lot": NO_LOT},
    {"sku": MUG, "lot": NO_LOT},
    {"sku": MILK, "lot": Lot("OLD"), "expires_at": DAY},
    {"sku": MILK, "lot": Lot("NEW"), "expires_at": FRESH},
)
BINS = tuple(
    BinCode(code) for code in ("A-03-2-A", "A-07-3-B", "A-02-1-A", "A-05-1-A", "B-08-4-A")
)
DOCK, BACK = Place("DOCK-1"), Place("RETURNS-1")

bins, qty, docks = st.sampled_from(BINS), st.integers(1, 6), st.just(DOCK)
numbers = st.integers(0, 9)
skus = st.sampled_from((TEA, MUG, MILK))
mostly_good = st.sampled_from((BinStatus.GOOD,) * 4 + tuple(BinStatus))


def some(kind: type, **asked: st.SearchStrategy[Any]) -> st.SearchStrategy[Command]:
    """The command, about goods that are kept as the catalogue says."""
    is_dated = kind in (ReceiveStock, ReceiveGoods)
    goods = st.sampled_from(GOODS)
    return st.tuples(goods, st.fixed_dictionaries(asked)).map(
        lambda both: kind(
            **{k: v for k, v in both[0].items() if is_dated or k != "expires_at"},
            **both[1],
        )
    )


commands: st.SearchStrategy[Command] = st.one_of(
    some(ReceiveStock, bin_code=bins, qty_each=qty),
    some(ReceiveGoods, place=docks, qty_each=qty, po_ref=st.sampled_from(("", "P1"))),
    some(PutAway, qty_each=qty, source=docks, bin_code=bins),
    some(MoveStock, qty_each=qty, source=bins, target=bins),
    some(CountBin, bin_code=bins, counted_each=numbers),
    some(ConfirmEmpty, bin_code=bins, is_empty=st.booleans()),
    some(
        AdjustStock,
        bin_code=bins,
        qty_each=st.integers(-4, 4),
        reason=st.sampled_from(AdjustReason),
    ),
    st.builds(SetUpBin, bin_code=bins, use=st.sampled_from(BinUse), status=mostly_good),
    st.builds(SetPickFace, bin_code=bins, sku=skus, min_each=qty, max_each=st.just(9)),
    st.builds(PlanCounts, abc=st.sampled_from(Abc)),
    st.builds(SetCountTolerance, qty_each=qty, percent=numbers),
    st.builds(ExpireStock),
    st.builds(OpenReturn, reason=st.just(""), lines=st.tuples(st.tuples(skus, qty))),
)
CHORES = (
    *("order", "release", "pick", "short", "plan", "fetch"),
    *("count", "return", "put away", "move"),
)
chores = st.tuples(st.sampled_from(CHORES), numbers)
steps = st.booleans().flatmap(lambda is_chore: chores if is_chore else commands)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, min_size=10, max_size=50))
def test_nothing_is_lost_and_nothing_is_promised_twice(
    done: list[Command | tuple[str, int]],
):
    with closing(open_store(None)) as station:
        site.stock_up(station)
        do(station, AddItem(sku=MILK, name="Milk", tracks_lot=True))
        do(station, SetUpBin(bin_code=BINS[1], use=BinUse.RESERVE))
        for goods in GOODS[2:]:
            do(station, ReceiveStock(bin_code=BINS[3], qty_each=5, **goods))  # type: ignore[arg-type]
        do(station, PlacePurchase(ref="P1", supplier="Mills", lines=((TEA, 9), (MUG, 9))))
        for n, each in enumerate(done):
            if isinstance(each, tuple):
                name, number = cast(tuple[str, int], each)
                _chore(station, name, n, number)
            else:
                do(station, each, badge=SUE)
            prove_books(station)


def _chore(station: Station, name: str, n: int, number: int) -> None:
    match name:
        case "order":
            sku = (TEA, MUG, MILK)[number % 3]
            do(station, site.order(f"{n}", (sku, number + 1)))
        case "release":
            with station.reading() as tables:
                ids = tuple(x.order_id for x in tables.orders.orders.find(""))
            do(station, ReleaseOrders(order_ids=ids))
        case "plan":
            do(station, PlanReplenishment())
        case "put away" | "move":
            _carry(station, number)
        case "pick" | "short":
            _walk(station, n, is_short=name == "short")
        case "fetch":
            _fetch(station, number)
        case "count":
            _count(station, number)
        case _:
            _return(station, number)


def _walk(station: Station, n: int, *, is_short: bool) -> None:
    """Somebody claims the first open stop's walk, and finds its goods or does not."""
    with station.reading() as tables:
        stops = tables.work.tasks.find("AND state = 'ready' ORDER BY task_id")
    for stop in stops[:1]:
        ask = ClaimWork(zone=zone_of(stop.bin_code), list_id=stop.list_id)
        if not isinstance(do(station, ask, badge=ANA), Done):
            return
        if is_short:
            told = ReportShort(task_id=stop.task_id, reason=ShortReason.NOT_IN_BIN)
            do(station, told, badge=ANA)
            return
        with station.reading() as tables:
            walk = tables.work.list_(stop.list_id)
        tote = (walk and walk.tote) or f"TOTE-{n:04}"
        site.take_tote(station, stop.list_id, tote)
        do(station, site.pick_of(stop, tote, 1), badge=ANA)


def _carry(station: Station, number: int) -> None:
    """Somebody carries what lies somewhere to another bin, as much as they can hold."""
    with station.reading() as tables:
        held = [*tables.stock.in_docks(), *tables.stock.in_bins()]
    for each in held[number % max(1, len(held)) :][:1]:
        asked: dict[str, Any] = {
            "sku": each.sku,
            "lot": each.lot,
            "qty_each": min(each.qty_each, number + 1),
            "source": each.place,
        }
        if each.place == DOCK:
            do(station, PutAway(bin_code=BINS[number % len(BINS)], **asked), badge=BEN)
        else:
            do(
                station,
                MoveStock(target=Place(BINS[number % len(BINS)]), **asked),
                badge=BEN,
            )


def _fetch(station: Station, number: int) -> None:
    for task in see_replenishments(station).tasks[:1]:
        fetched = Replenish(
            task_id=task.task_id,
            qty_each=min(task.qty_each, number + 1),
            source=task.source,
            target=task.target,
        )
        given_up = CancelReplenishment(task_id=task.task_id)
        do(station, fetched if number else given_up, badge=BEN)


def _count(station: Station, number: int) -> None:
    """Two people count the oldest count; when they differ, the supervisor believes one."""
    for task in see_counts(station)[:1]:
        for badge, found in ((ANA, number), (BEN, number // 2)):
            told = CountBin(
                bin_code=task.bin_code,
                sku=task.sku,
                lot=task.lot,
                counted_each=found,
                count_id=task.count_id,
            )
            do(station, told, badge=badge)
        do(station, ApproveCount(count_id=task.count_id), badge=SUE)


def _return(station: Station, number: int) -> None:
    for story in see_returns(station)[:1]:
        goods = next(each for each in GOODS if each["sku"] == story.lines[0].sku)
        asked = {
            "return_id": story.given.return_id,
            "sku": goods["sku"],
            "lot": goods["lot"],
            "place": BACK,
        }
        do(station, ReceiveReturn(qty_each=2, **asked))  # type: ignore[arg-type]
        outcome = tuple(Outcome)[number % 3]
        bin_code = BINS[number % len(BINS)] if outcome is Outcome.RESTOCK else ""
        looked = InspectReturn(
            qty_each=number % 2 + 1,
            outcome=outcome,
            bin_code=BinCode(bin_code),
            **asked,  # type: ignore[arg-type]
        )
        do(station, looked)
