"""How long a story takes to be told out of a million movements, on both databases."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.engine.counting import Abc, PlanCounts
from app.engine.subjects import What
from app.operations.running import do
from app.operations.seeing_timelines import Entry, find_subject, see_timeline
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import SUE, TEA, ok
from tests.speed.test_ledger_size import STEPS, order_through, stock_up

if TYPE_CHECKING:
    from tests.fakes.postgres import Cluster

SIZE: Final = 1_000_000
ORDERS: Final = 10
BUDGET_S: Final = 0.2

pytestmark = [pytest.mark.speed, pytest.mark.slow]


@pytest.fixture
def places(cluster: "Cluster", tmp_path: Path) -> Iterator[dict[str, Path | str]]:
    url = cluster.lend()
    yield {"SQLite": tmp_path, "PostgreSQL": url}
    cluster.give_back(url)


def test_a_story_is_told_at_once_out_of_a_million_movements(
    places: dict[str, Path | str],
):
    with ExitStack() as stack:
        for name, where in places.items():
            store = stack.enter_context(closing(open_store(where)))
            stock_up(store, SIZE)
            for number in range(ORDERS):
                order_through(store, number, {step: [] for step in STEPS})
            print(f"\n{name}, {SIZE:,} ledger rows")
            for what, code, told in subjects(store):
                took_s = story(store, what, code, told)
                assert took_s < BUDGET_S, (name, what, code)
            before = time.perf_counter()
            ok(do(store, PlanCounts(abc=Abc.A), badge=SUE))
            print(f"  plan_counts {1000 * (time.perf_counter() - before):,.0f} ms")


def subjects(store: Station) -> list[tuple[What, str, int]]:
    """Subjects with a short story and with a long one, each with how much must be told."""
    with store.reading() as tables:
        [parcel, *_] = tables.parcels.of_order(site.order_id(store, "0"))
    return [
        (What.ORDER, "0", 8),
        (What.PARCEL, parcel.sscc, 6),
        (What.TOTE, "TOTE-0000", 6),
        (What.SKU, TEA, 40),
        (What.SKU, "OLD-7", 50),
        (What.BIN, "A-07-3-B", 2),
        (What.BIN, "C-01-1-A", 50),
    ]


def story(store: Station, what: What, code: str, least: int) -> float:
    """The slowest of three readings, and it must tell so much."""
    took: list[float] = []
    entries: list[Entry] = []
    for _ in range(3):
        before = time.perf_counter()
        subject = find_subject(store, what, code)
        assert subject is not None, code
        entries = see_timeline(store, subject)
        took.append(time.perf_counter() - before)
        assert len(entries) >= least, (what, code, len(entries))
    print(f"  {what} {code:<20} {len(entries):>3} entries {1000 * max(took):>8.1f} ms")
    return max(took)
