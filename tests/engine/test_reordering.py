"""Reorder points and targets, with figures worked out by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.engine import reordering
from app.engine.names import Sku
from app.engine.refusals import Refusal, Refused
from app.engine.reordering import Basis, PlanReorder, Position, Reorder, SetSupply, Supply
from tests.fakes.site import DAY, TEA

TEAS = Supply(sku=TEA, supplier="Teas", lead_days=4)
NEVER = Reorder(sku=TEA)
FORTNIGHT = (4, 6) * 7
"""Five a day: seven days one less, seven one more, so a variance of 14/13."""


@pytest.mark.parametrize(
    ("service_permille", "z"),
    [(500, "0"), (900, "1.2816"), (950, "1.6449"), (975, "1.9600"), (990, "2.3263")],
)
def test_z_is_that_of_the_printed_tables(service_permille: int, z: str):
    assert reordering.z_of(service_permille) == Decimal(z)


@pytest.mark.parametrize(
    ("lead_sd_hours", "covered"),
    [
        # 4 days of 100, and 1.6449 · √(4 · 20²) = 65.80
        (0, 466),
        # half a day late or early, 1.6449 · √(4 · 20² + 100² · 0.5²) = 105.30
        (12, 506),
        # a day late or early, 1.6449 · √(4 · 20² + 100² · 1²) = 177.16
        (24, 578),
    ],
)
def test_a_late_supplier_is_covered_as_well(lead_sd_hours: int, covered: int):
    supply = replace(TEAS, lead_sd_hours=lead_sd_hours)

    assert reordering.over(supply, Decimal(100), Decimal(400), 4) == covered


def test_half_of_all_cycles_need_no_safety_stock():
    supply = replace(TEAS, service_permille=500)

    assert reordering.over(supply, Decimal(100), Decimal(400), 4) == 400


def test_the_target_lasts_until_the_next_order_too():
    planned = reordering.reorder(TEAS, FORTNIGHT, NEVER, DAY)

    assert planned == Reorder(
        sku=TEA,
        point_each=24,  # 5 · 4 + 1.6449 · √(4 · 14/13) = 23.41
        target_each=61,  # 5 · 11 + 1.6449 · √(11 · 14/13) = 60.66
        basis=Basis.STEADY,
        days=14,
        mean_milli=5_000,
        sd_milli=1_038,
        planned_at=DAY,
    )


def test_the_target_is_above_the_point_even_when_nothing_goes_in_between():
    planned = reordering.reorder(replace(TEAS, review_days=0), FORTNIGHT, NEVER, DAY)

    assert (planned.point_each, planned.target_each) == (24, 25)


def test_croston_smooths_sizes_and_intervals_apart():
    # first 3 after 3 days; then 5 after 4: 3 + 0.1 · 2 = 3.2 each 3 + 0.1 · 1 = 3.1 days
    expected = Decimal("0.95") * Decimal("3.2") / Decimal("3.1")

    assert reordering.croston((0, 0, 3, 0, 0, 0, 5)) == expected
    assert reordering.croston((0, 0, 3, 0, 0, 0, 5, 0, 0)) == expected


def test_where_most_days_have_no_demand_it_is_croston_s():
    demand = (0, 0, 3, 0, 0, 0, 5) * 4

    # Sizes 3 5 3 5 3 5 3 5 and intervals 3 4 3 4 3 4 3 4, smoothed one after the other:
    # 0.95 · 3.59951 / 3.29975 = 1.03630 a day, where the mean is 1.14286; variance 3.68254.
    assert reordering.reorder(TEAS, demand, NEVER, DAY) == Reorder(
        sku=TEA,
        point_each=11,  # 1.03630 · 4 + 1.6449 · √(4 · 3.68254) = 10.46
        target_each=22,  # 1.03630 · 11 + 1.6449 · √(11 · 3.68254) = 21.87
        basis=Basis.INTERMITTENT,
        days=28,
        mean_milli=1_143,
        sd_milli=1_919,
        planned_at=DAY,
    )


@pytest.mark.parametrize(
    ("demand", "basis"),
    [
        ((0, 2) * 7, Basis.STEADY),
        ((0, 2) * 6 + (0, 0), Basis.INTERMITTENT),
        ((0, 2) * 6 + (2, 2), Basis.STEADY),
    ],
)
def test_as_many_days_with_demand_as_without_are_steady(
    demand: tuple[int, ...], basis: Basis
):
    planned = reordering.reorder(TEAS, demand, NEVER, DAY)

    assert planned.basis is basis


@pytest.mark.parametrize(
    ("demand", "basis", "mean_milli", "sd_milli"),
    [
        ((), Basis.NO_DEMAND, 0, 0),
        ((0,) * 90, Basis.NO_DEMAND, 0, 0),
        # of a single day nobody can say how far days are apart
        ((5,), Basis.SHORT_HISTORY, 5_000, 0),
        ((5, 7), Basis.SHORT_HISTORY, 6_000, 1_414),
        ((5,) * 13, Basis.SHORT_HISTORY, 5_000, 0),
    ],
)
def test_without_demand_or_history_there_is_no_point(
    demand: tuple[int, ...], basis: Basis, mean_milli: int, sd_milli: int
):
    planned = reordering.reorder(TEAS, demand, replace(NEVER, is_low=True), DAY)

    assert planned == Reorder(
        sku=TEA,
        basis=basis,
        days=len(demand),
        mean_milli=mean_milli,
        sd_milli=sd_milli,
        planned_at=DAY,
        is_low=True,
    )


@pytest.mark.parametrize("demand", [(), FORTNIGHT])
def test_a_person_s_point_wins(demand: tuple[int, ...]):
    fixed = replace(TEAS, point_each=7, target_each=9)

    planned = reordering.reorder(fixed, demand, NEVER, DAY)

    assert (planned.point_each, planned.target_each) == (7, 9)
    assert planned.basis is Basis.FIXED
    assert planned.days == len(demand)


def test_a_person_s_point_counts_at_once_and_is_gone_with_their_word():
    fixed = replace(TEAS, point_each=7, target_each=9)
    computed = reordering.reorder(TEAS, FORTNIGHT, NEVER, DAY)

    now = reordering.after_supply(fixed, computed)
    assert (now.point_each, now.target_each, now.basis) == (7, 9, Basis.FIXED)
    assert reordering.after_supply(TEAS, now) == NEVER
    assert reordering.after_supply(TEAS, computed) == computed


@pytest.mark.parametrize(
    ("first_day", "days"),
    [(None, []), (99, [0, 2, 0, 3]), (101, [2, 0, 3]), (103, [3]), (104, [])],
)
def test_days_before_the_first_are_no_history(first_day: int | None, days: list[int]):
    assert reordering.daily({101: 2, 103: 3}, range(100, 104), first_day) == days


def test_what_is_on_its_way_counts_and_what_is_owed_does_not():
    position = Position(
        available_each=-1, on_order_each=10, on_docks_each=3, backordered_each=4
    )

    assert position.stock_each == 8


@pytest.mark.parametrize(
    ("point_each", "is_low"), [(None, False), (4, False), (5, True), (6, True)]
)
def test_at_the_point_it_is_low(point_each: int | None, is_low: bool):
    point = replace(NEVER, point_each=point_each)

    assert reordering.is_low(point, Position(available_each=5)) is is_low


def impossible(wanted: str, got: str) -> Refused:
    return Refused(reason=Refusal.NOT_POSSIBLE, wanted=wanted, got=got)


BOTH = "0 <= point_each < target_each < 1000000000"


@pytest.mark.parametrize(
    ("changes", "no"),
    [
        ({}, None),
        ({"lead_days": 0, "lead_sd_hours": 0, "review_days": 0}, None),
        ({"lead_days": 3_650, "lead_sd_hours": 87_600, "review_days": 3_650}, None),
        ({"service_permille": 500, "pack_each": 1_000_000}, None),
        ({"service_permille": 999, "min_each": 1_000_000_000}, None),
        ({"point_each": 0, "target_each": 1}, None),
        ({"point_each": 1, "target_each": 10**9 - 1}, None),
        ({"supplier": " "}, Refused(reason=Refusal.SUPPLIER_MISSING, got=TEA)),
        ({"lead_days": -1}, impossible("lead_days from 0 to 3650", "-1")),
        ({"lead_days": 3_651}, impossible("lead_days from 0 to 3650", "3651")),
        ({"lead_sd_hours": -1}, impossible("lead_sd_hours from 0 to 87600", "-1")),
        ({"pack_each": 0}, impossible("pack_each from 1 to 1000000", "0")),
        ({"min_each": 0}, impossible("min_each from 1 to 1000000000", "0")),
        ({"cost_minor": -1}, impossible("cost_minor from 0 to 1000000000000", "-1")),
        (
            {"service_permille": 499},
            impossible("service_permille from 500 to 999", "499"),
        ),
        (
            {"service_permille": 1_000},
            impossible("service_permille from 500 to 999", "1000"),
        ),
        ({"review_days": -1}, impossible("review_days from 0 to 3650", "-1")),
        ({"point_each": 5}, impossible(BOTH, "5, None")),
        ({"target_each": 5}, impossible(BOTH, "None, 5")),
        ({"point_each": 5, "target_each": 5}, impossible(BOTH, "5, 5")),
        ({"point_each": -1, "target_each": 5}, impossible(BOTH, "-1, 5")),
        ({"point_each": 1, "target_each": 10**9}, impossible(BOTH, "1, 1000000000")),
    ],
)
def test_a_supply_has_to_be_possible(changes: dict[str, str | int], no: Refused | None):
    asked = replace(SetSupply(sku=TEA, supplier="Teas", lead_days=4), **changes)  # type: ignore[arg-type]

    assert reordering.set_supply(asked, is_kit=False) == no


def test_a_sku_is_bought_as_it_was_said():
    asked = SetSupply(
        sku=TEA,
        supplier="Teas",
        lead_days=4,
        lead_sd_hours=12,
        pack_each=6,
        min_each=24,
        cost_minor=99,
        service_permille=990,
        review_days=14,
        point_each=7,
        target_each=9,
    )

    assert asked.supply == Supply(
        sku=TEA,
        supplier="Teas",
        lead_days=4,
        lead_sd_hours=12,
        pack_each=6,
        min_each=24,
        cost_minor=99,
        service_permille=990,
        review_days=14,
        point_each=7,
        target_each=9,
    )


def test_a_kit_is_not_bought():
    asked = SetSupply(sku=Sku("GIFT"), supplier="Teas", lead_days=4)

    assert reordering.set_supply(asked, is_kit=True) == Refused(
        reason=Refusal.KIT_NOT_BOUGHT, got="GIFT"
    )


@pytest.mark.parametrize(
    ("window_days", "no"),
    [
        (13, impossible("window_days from 14 to 730", "13")),
        (14, None),
        (730, None),
        (731, impossible("window_days from 14 to 730", "731")),
    ],
)
def test_a_window_is_long_enough_and_not_forever(window_days: int, no: Refused | None):
    assert reordering.plan_reorder(PlanReorder(window_days=window_days)) == no
