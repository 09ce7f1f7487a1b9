"""What the operation that runs now has written of each SKU, known without reading it again."""

from app.engine.names import Sku


class Touched:
    """The SKUs whose numbers may be others when the operation is done.

    An operation is undone as a whole, never a part of it: what it wrote, it left.
    """

    def __init__(self) -> None:
        self._available: dict[Sku, tuple[int, int]] = {}
        self.positions: set[Sku] = set()
        """SKUs of order lines, purchase lines, docks and reorder points."""
        self.kits: set[Sku] = set()
        """Kits that are made of something else now, or are kits no more."""

    def forget(self) -> None:
        """Another operation begins."""
        self._available.clear()
        self.positions.clear()
        self.kits.clear()

    def available(self, sku: Sku, before_each: int, now_each: int) -> None:
        """So many eaches of a SKU could be sold, and now so many can."""
        first, _ = self._available.get(sku, (before_each, before_each))
        self._available[sku] = (first, now_each)

    @property
    def changed(self) -> dict[Sku, tuple[int, int]]:
        """What could be sold before and can be now, where that is not the same.

        What a pick takes out of a bin it takes out of the promises as well: nothing.
        """
        return {
            sku: (before, now)
            for sku, (before, now) in self._available.items()
            if before != now
        }
