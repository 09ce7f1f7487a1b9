"""When to buy a SKU again, and up to how many: reorder points and targets.

The method is that of Silver, Pyke and Thomas, "Inventory and Production Management in
Supply Chains" (4th edition, 2017, chapters 6 and 7), with normal demand over the lead time:

    point  = d·L + z·√(L·s² + d²·t²)
    target = d·(L + R) + z·√((L + R)·s² + d²·t²)

d and s are the mean and the standard deviation of a day's demand, L and t those of the lead
time in days, R the days from one order to the next. z is the point of the standard normal
distribution below which the service level lies (the chance that a cycle ends without a
stock-out), to four decimals as in printed tables. The stock position is looked at after
every operation, so the point has to last for the lead time alone.

Where more than half of the days have no demand, d is Croston's estimate (Operational
Research Quarterly 23, 1972) with the correction of Syntetos and Boylan (International
Journal of Forecasting 21, 2005): sizes and intervals smoothed apart. The deviation stays
that of the days as they were; for such SKUs the normal distribution is a rough guide.

Demand is what customers ordered, not what could be sent. Without any there is no point.
With less than two weeks of history there is none either: a person may set one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from statistics import NormalDist
from typing import Final

from app.engine.names import Sku
from app.engine.refusals import Refusal, Refused

LEAST_DAYS: Final = 14
MOST_DAYS: Final = 730
SMOOTHING: Final = Decimal("0.1")
"""How much of Croston's estimate the newest size and interval make up."""
HOURS_OF_DAY: Final = 24

_LIMITS: Final = {
    "lead_days": (0, 3_650),
    "lead_sd_hours": (0, 87_600),
    "pack_each": (1, 1_000_000),
    "min_each": (1, 1_000_000_000),
    "cost_minor": (0, 1_000_000_000_000),
    "service_permille": (500, 999),
    "review_days": (0, 3_650),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Where a SKU is bought, and how.

    `lead_days` pass from order to delivery, give or take `lead_sd_hours` (one standard
    deviation). It comes in packs of `pack_each`, at least `min_each` at a time, for
    `cost_minor` each. A cycle ends without stock-out with a chance of `service_permille`.
    `review_days` should pass from one order to the next. `point_each` and `target_each` are
    a person's, who knows better than the computation; both or none.
    """

    sku: Sku
    supplier: str
    lead_days: int
    lead_sd_hours: int = 0
    pack_each: int = 1
    min_each: int = 1
    cost_minor: int = 0
    service_permille: int = 950
    review_days: int = 7
    point_each: int | None = None
    target_each: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSupply(Supply):
    """A SKU is bought like this from now on."""

    @property
    def supply(self) -> Supply:
        """How it is bought then."""
        return Supply(**{each.name: getattr(self, each.name) for each in fields(Supply)})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReorder:
    """Compute the reorder points of these SKUs, or of all that are bought.

    Demand is that of `window_days` whole days (UTC) up to the day of `until`, that day left
    out; now when nobody says.
    """

    until: datetime | None = None
    window_days: int = 90
    skus: tuple[Sku, ...] = ()


class Basis(StrEnum):
    """What a reorder point was taken from, or why there is none."""

    NOT_PLANNED = "not_planned"
    FIXED = "fixed"
    STEADY = "steady"
    INTERMITTENT = "intermittent"
    NO_DEMAND = "no_demand"
    SHORT_HISTORY = "short_history"
    KIT = "kit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """When to buy a SKU again (`point_each`, None for never) and up to how many.

    `days` of demand had this mean and standard deviation, in thousandths of an each a day.
    `is_low` when the stock position is not above the point, and people were told so.
    """

    sku: Sku
    point_each: int | None = None
    target_each: int | None = None
    basis: Basis = Basis.NOT_PLANNED
    days: int = 0
    mean_milli: int = 0
    sd_milli: int = 0
    planned_at: datetime | None = None
    is_low: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What there is of a SKU, in eaches: to sell, on its way to the bins, and owed.

    On order is what open purchase orders still miss; on the docks lies what has come and is
    not put away yet. Safety stock is nobody's, so it is not counted.
    """

    available_each: int
    on_order_each: int = 0
    on_docks_each: int = 0
    backordered_each: int = 0

    @property
    def stock_each(self) -> int:
        """The stock position, in eaches."""
        coming = self.on_order_each + self.on_docks_each
        return self.available_each + coming - self.backordered_each


def set_supply(asked: SetSupply, *, is_kit: bool) -> Refused | None:
    """Say why a SKU cannot be bought like this, or None when it can."""
    if is_kit:
        return Refused(reason=Refusal.KIT_NOT_BOUGHT, got=asked.sku)
    if not asked.supplier.strip():
        return Refused(reason=Refusal.SUPPLIER_MISSING, got=asked.sku)
    for name, (least, most) in _LIMITS.items():
        value = getattr(asked, name)
        if not least <= value <= most:
            return _impossible(f"{name} from {least} to {most}", value)
    point, target = asked.point_each, asked.target_each
    if (point, target) == (None, None):
        return None
    if point is None or target is None or not 0 <= point < target < 10**9:
        return _impossible(
            "0 <= point_each < target_each < 1000000000", f"{point}, {target}"
        )
    return None


def plan_reorder(asked: PlanReorder) -> Refused | None:
    """Say why nothing can be computed from such a window, or None when it can."""
    if LEAST_DAYS <= asked.window_days <= MOST_DAYS:
        return None
    return _impossible(f"window_days from {LEAST_DAYS} to {MOST_DAYS}", asked.window_days)


def _impossible(wanted: str, got: object) -> Refused:
    return Refused(reason=Refusal.NOT_POSSIBLE, wanted=wanted, got=f"{got}")


def after_supply(supply: Supply, before: Reorder) -> Reorder:
    """A SKU's reorder point once its supply was set: a person's counts at once.

    One that was computed stays until it is planned again.
    """
    if supply.point_each is not None:
        return _with(before, Basis.FIXED, supply.point_each, supply.target_each)
    return Reorder(sku=supply.sku) if before.basis is Basis.FIXED else before


def daily(per_day: Mapping[int, int], window: range, first_day: int | None) -> list[int]:
    """The demand of each day of a window, days without any included.

    Days before `first_day`, when the SKU was first received or ordered, are no history.
    """
    if first_day is None:
        return []
    return [per_day.get(day, 0) for day in window if day >= first_day]


def reorder(
    supply: Supply, demand: Sequence[int], before: Reorder, at: datetime
) -> Reorder:
    """A SKU's reorder point and target from the demand of each day, oldest first."""
    days, total = len(demand), sum(demand)
    mean = Decimal(total) / days if days else Decimal(0)
    spread = _variance(demand, mean)
    planned = Reorder(
        sku=supply.sku,
        days=days,
        mean_milli=_milli(mean),
        sd_milli=_milli(spread.sqrt()),
        planned_at=at,
        is_low=before.is_low,
    )
    if supply.point_each is not None:
        return _with(planned, Basis.FIXED, supply.point_each, supply.target_each)
    if not total:
        return _with(planned, Basis.NO_DEMAND)
    if days < LEAST_DAYS:
        return _with(planned, Basis.SHORT_HISTORY)
    is_steady = 2 * sum(1 for each in demand if each) >= days
    rate = mean if is_steady else croston(demand)
    point = over(supply, rate, spread, supply.lead_days)
    target = over(supply, rate, spread, supply.lead_days + supply.review_days)
    basis = Basis.STEADY if is_steady else Basis.INTERMITTENT
    return _with(planned, basis, point, max(target, point + 1))


def over(supply: Supply, rate: Decimal, spread: Decimal, days: int) -> int:
    """What covers so many days with the service asked for, in whole eaches.

    `rate` is a day's mean demand, `spread` its variance.
    """
    lead_spread = (Decimal(supply.lead_sd_hours) / HOURS_OF_DAY) ** 2
    deviation = (days * spread + rate**2 * lead_spread).sqrt()
    covered = rate * days + z_of(supply.service_permille) * deviation
    return int(covered.to_integral_value(ROUND_CEILING))


def z_of(service_permille: int) -> Decimal:
    """The point below which so much of the standard normal distribution lies."""
    return Decimal(f"{NormalDist().inv_cdf(service_permille / 1000):.4f}")


def croston(demand: Sequence[int]) -> Decimal:
    """A day's demand where most days have none, corrected for Croston's bias.

    Begins with the first size and the days up to it.
    """
    size = interval = Decimal(0)
    since = 0
    for each in demand:
        since += 1
        if not each:
            continue
        if not size:
            size, interval = Decimal(each), Decimal(since)
        else:
            size += SMOOTHING * (each - size)
            interval += SMOOTHING * (since - interval)
        since = 0
    return (1 - SMOOTHING / 2) * size / interval


def is_low(reorder: Reorder, position: Position) -> bool:
    """Whether a SKU is to be bought again."""
    return reorder.point_each is not None and position.stock_each <= reorder.point_each


def _variance(demand: Sequence[int], mean: Decimal) -> Decimal:
    """The sample variance; nothing can be said of less than two days."""
    if len(demand) < 2:
        return Decimal(0)
    return sum(((each - mean) ** 2 for each in demand), Decimal(0)) / (len(demand) - 1)


def _milli(value: Decimal) -> int:
    return int((value * 1000).to_integral_value(ROUND_HALF_EVEN))


def _with(
    planned: Reorder, basis: Basis, point: int | None = None, target: int | None = None
) -> Reorder:
    return replace(planned, basis=basis, point_each=point, target_each=target)
