"""The book in which every row of a file gets exactly one fate."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from app.channels.gathering import Gathering, Sale
from app.channels.tables import Table, TableRow
from app.engine.importing import Row, RowFate
from app.engine.orders import CancelQuantity, PlaceOrder

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""

_ROWS_A_REPORT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is no order line: what it is instead, and why."""

    fate: RowFate
    reason: str


Verdict = Sale | CancelQuantity | Aside
"""What a row turned out to be."""


@dataclass(slots=True)
class Accounts:
    """What a file's rows came to so far."""

    gathering: Gathering
    rows: list[Row] = field(default_factory=list[Row])
    cancellations: list[CancelQuantity] = field(default_factory=list[CancelQuantity])
    _of_one: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def enter(self, line: int, ref: str, verdict: Verdict) -> None:
        """Give one row its fate."""
        fate, reason = self._fate(verdict)
        self.rows.append(Row(line=line, ref=ref, fate=fate, reason=reason))

    def _fate(self, verdict: Verdict) -> tuple[RowFate, str]:
        match verdict:
            case Sale():
                reason = self.gathering.add(verdict)
                return (RowFate.REFUSED, reason) if reason else (RowFate.IMPORTED, "")
            case CancelQuantity():
                self.cancellations.append(self._numbered(verdict))
                return RowFate.CANCELLATION, "customer took goods back"
            case Aside():
                return verdict.fate, verdict.reason

    def _numbered(self, one: CancelQuantity) -> CancelQuantity:
        """Its number among those of its ref and SKU, wherever in the file they stand: the
        same cancellation in a longer export is the same one."""
        self._of_one[one.ref, one.sku] += 1
        return replace(one, row=self._of_one[one.ref, one.sku])

    def orders(self) -> tuple[PlaceOrder, ...]:
        """The orders found, first placed first."""
        return self.gathering.orders()

    def cancelled(self) -> tuple[CancelQuantity, ...]:
        """The cancellations found, in the order they happened."""
        return tuple(sorted(self.cancellations, key=lambda one: one.at))


def counted(table: Table, progress: Progress | None) -> Iterable[TableRow]:
    """The table's rows, with somebody told how far it is now and then, and at the end."""
    total = len(table.rows)
    for done, row in enumerate(table.rows):
        if progress and done % _ROWS_A_REPORT == 0:
            progress(done, total)
        yield row
    if progress:
        progress(total, total)
