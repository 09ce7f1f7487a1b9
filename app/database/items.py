"""The catalogue: SKUs and the codes that mean them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.database.among import among
from app.database.driver import Database
from app.database.rows import from_row
from app.database.shelf import Shelf, Stamp
from app.engine.items import Barcode, Item, KitPart
from app.engine.names import ListId, Sku
from app.engine.substituting import Substitute


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWords:
    """What a SKU is called, and the barcode of one each of it (empty when it has none)."""

    sku: Sku
    name: str
    ean: str


class Items:
    """Items, their barcodes, the parts of kits, and what can stand in for what."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.items = Shelf(db, stamp, "item", Item, ("sku",))
        self.barcodes = Shelf(db, stamp, "barcode", Barcode, ("code",))
        self.kit_parts = Shelf(db, stamp, "kit_part", KitPart, ("kit", "part"))
        self.substitutes = Shelf(
            db, stamp, "substitute", Substitute, ("sku", "other_sku")
        )

    def item(self, sku: Sku) -> Item | None:
        """The item, or None when this database does not have it."""
        return self.items.get(sku=sku)

    def behind(self, code: str) -> Barcode | None:
        """What a scanned or typed code means: a trade code, or the SKU itself."""
        found = self.barcodes.get(code=code)
        if found:
            return found
        item = self.items.get(sku=code)
        return Barcode(code=code, sku=item.sku) if item else None

    def words_for_list(self, list_id: ListId) -> dict[Sku, ItemWords]:
        """What the SKUs of a pick list are called, in one read: a walk may have hundreds."""
        rows = self.items.rows(
            """
            SELECT task.sku AS sku, COALESCE(MIN(item.name), task.sku) AS name,
              COALESCE(MIN(barcode.code), '') AS ean
            FROM pick_task AS task
            LEFT JOIN item ON item.site_id = task.site_id AND item.sku = task.sku
            LEFT JOIN barcode ON barcode.site_id = task.site_id
              AND barcode.sku = task.sku AND barcode.qty_each = 1
            WHERE task.site_id = :site_id AND task.list_id = :list_id
            GROUP BY task.sku
            """,
            list_id=list_id,
        )
        return {row.sku: row for row in (from_row(ItemWords, each) for each in rows)}

    def substitutes_of(self, sku: Sku) -> list[Substitute]:
        """What can stand in for a SKU, or could once (rank 0), the best first."""
        return self.substitutes.find("AND sku = :sku ORDER BY rank, other_sku", sku=sku)

    def codes_of(self, sku: Sku) -> list[Barcode]:
        """Every barcode of a SKU."""
        return self.barcodes.find("AND sku = :sku ORDER BY code", sku=sku)

    def parts_of(self, *skus: Sku) -> list[KitPart]:
        """What those of the SKUs that are kits are made of, kit by kit."""
        marks = {f"kit_{n}": sku for n, sku in enumerate(skus)}
        return self.kit_parts.find(
            f"""AND kit IN ({", ".join(f":{mark}" for mark in marks)}) AND qty_each > 0
            ORDER BY kit, part""",
            **marks,
        )

    def kits_behind(self, skus: Iterable[Sku]) -> set[Sku]:
        """The kits among SKUs, and those that any of them is a part of."""
        return {
            Sku(str(row["kit"]))
            for marks, values in among(skus)
            for row in self.kit_parts.rows(
                f"""SELECT kit FROM kit_part
                WHERE site_id = :site_id AND part IN {marks} AND qty_each > 0
                UNION SELECT kit FROM kit_part
                WHERE site_id = :site_id AND kit IN {marks} AND qty_each > 0""",
                **values,
            )
        }

    def kits_with(self, part: Sku) -> list[KitPart]:
        """The kits a SKU is a part of."""
        return self.kit_parts.find(
            "AND part = :part AND qty_each > 0 ORDER BY kit", part=part
        )
