"""Counting bins blind, and what a count means for the books.

Who counts does not see what the books say. A count near enough to them is believed at
once; any other is believed when a second person counts the same, or a supervisor says so.
What is believed is the difference, not the number: goods may have moved since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.engine.names import (
    NO_COUNT,
    NO_LOT,
    NOBODY,
    Badge,
    BinCode,
    CountId,
    Lot,
    Serial,
    Sku,
)
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import COUNT, CountEvent, CountState


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBin:
    """So many eaches of a lot of the SKU lie in the bin.

    `count_id` is empty for a count nobody asked for. Goods kept by serial name every each's.
    """

    bin_code: BinCode
    sku: Sku
    counted_each: int
    count_id: CountId = NO_COUNT
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmEmpty:
    """After a pick: whether anything of the lot is left in the bin."""

    bin_code: BinCode
    sku: Sku
    is_empty: bool
    lot: Lot = NO_LOT


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCount:
    """The last count of this task is right."""

    count_id: CountId


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectCount:
    """The books are right, and nobody has to count this any more."""

    count_id: CountId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCountTolerance:
    """Counts this near to the books are believed at once; the larger of the two counts."""

    qty_each: int
    percent: int


class Abc(StrEnum):
    """How often a SKU moves: A most, C least."""

    A = "a"
    B = "b"
    C = "c"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCounts:
    """Have the bins of a class counted that are due, at most so many.

    The class comes from the movements of the last `days` days.
    """

    abc: Abc
    days: int = 90
    most: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTask:
    """Somebody has to count a lot of a SKU in this bin."""

    count_id: CountId
    bin_code: BinCode
    sku: Sku
    reason: str
    at: datetime
    lot: Lot = NO_LOT
    state: CountState = CountState.OPEN
    counted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountResult:
    """What one person counted, and what the books said at that moment.

    `missing` and `extra` are the serials that were not there, and those nobody knew of,
    one a line.
    """

    count_id: CountId
    n: int
    badge: Badge
    counted_each: int
    books_each: int
    at: datetime
    missing: str = ""
    extra: str = ""

    @property
    def difference_each(self) -> int:
        """How many eaches more than the books say were there; fewer is below zero."""
        return self.counted_each - self.books_each

    @property
    def off_each(self) -> int:
        """How far the books are off, in eaches, where one serial instead of another is one."""
        serials = max(len(self.missing.split()), len(self.extra.split()))
        return max(serials, abs(self.difference_each))

    def agrees_with(self, other: "CountResult") -> bool:
        """Whether two people found the same."""
        mine = (self.difference_each, self.missing, self.extra)
        return mine == (other.difference_each, other.missing, other.extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far a count may be off and be believed: the larger of the two."""

    qty_each: int = 0
    percent: int = 0

    def covers(self, result: CountResult) -> bool:
        """Whether a count is near enough to the books."""
        part = result.books_each * self.percent // 100
        return result.off_each <= max(self.qty_each, part)


def count_bin(
    task: CountTask, before: Sequence[CountResult], result: CountResult, near: Tolerance
) -> CountTask | Refused:
    """The task once somebody counted; `approved` means the count is believed."""
    if result.counted_each < 0:
        return Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got=f"{result.counted_each}")
    if result.badge != NOBODY and result.badge in [each.badge for each in before]:
        return Refused(reason=Refusal.COUNT_BY_OTHER, got=task.bin_code)
    is_believed = near.covers(result) or any(result.agrees_with(each) for each in before)
    event = CountEvent.AGREE if is_believed else CountEvent.DIFFER
    moved = after(task, event)
    if isinstance(moved, Refused):
        return moved
    return replace(moved, counted_at=result.at)


def after(task: CountTask, event: CountEvent) -> CountTask | Refused:
    """The task once `event` has happened."""
    state = COUNT.get((task.state, event))
    if state is None:
        return Refused(reason=Refusal.COUNT_CLOSED, got=task.bin_code)
    return replace(task, state=state)


def set_tolerance(asked: SetCountTolerance) -> Refused | None:
    """A tolerance is nothing or more."""
    least = min(asked.qty_each, asked.percent)
    if least < 0:
        return Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got=f"{least}")
    return None


A_PERCENT: Final = 80
B_PERCENT: Final = 95
COUNT_EVERY: Final[Mapping[Abc, timedelta]] = {
    Abc.A: timedelta(days=30),
    Abc.B: timedelta(days=90),
    Abc.C: timedelta(days=180),
}
"""Twelve, four and two counts a year: the more often goods move, the sooner books drift."""


def classes(moved: Mapping[Sku, int]) -> dict[Sku, Abc]:
    """Sort SKUs by how often they moved: the first 80 % of movements, the next 15, the rest.

    H. F. Dickie, ABC inventory analysis shoots for dollars, not pennies, Factory Management
    and Maintenance 109(7), 1951, after Pareto; by movements, since counting is for accuracy.
    A SKU belongs to the class in which its own movements begin.
    """
    total = sum(moved.values())
    found: dict[Sku, Abc] = {}
    before = 0
    for sku, times in sorted(moved.items(), key=lambda each: (-each[1], each[0])):
        percent = 100 * before // total if times else 100
        is_b = percent < B_PERCENT
        found[sku] = Abc.A if percent < A_PERCENT else Abc.B if is_b else Abc.C
        before += times
    return found


def is_due(abc: Abc, last_counted_at: datetime | None, at: datetime) -> bool:
    """Whether a bin of this class is to be counted again."""
    return last_counted_at is None or last_counted_at + COUNT_EVERY[abc] <= at
