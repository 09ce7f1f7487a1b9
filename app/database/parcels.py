"""Parcels, what is in them, and the manifests they leave on."""

from app.database.driver import Database
from app.database.shelf import Shelf, Stamp
from app.engine.names import ManifestId, OrderId, ParcelId, Sscc, ToteCode
from app.engine.packing import Parcel, ParcelLine
from app.engine.shipping import Manifest


class Parcels:
    """Parcels, parcel lines, manifests."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.parcels = Shelf(db, stamp, "parcel", Parcel, ("parcel_id",))
        self.lines = Shelf(db, stamp, "parcel_line", ParcelLine, ("parcel_id", "line_no"))
        self.manifests = Shelf(db, stamp, "manifest", Manifest, ("manifest_id",))

    def parcel(self, parcel_id: ParcelId) -> Parcel | None:
        """One parcel."""
        return self.parcels.get(parcel_id=parcel_id)

    def open_for(self, tote: ToteCode) -> Parcel | None:
        """The parcel a tote is being packed into."""
        found = self.parcels.find("AND tote = :tote AND state = 'open'", tote=tote)
        return found[0] if found else None

    def with_sscc(self, sscc: Sscc) -> Parcel | None:
        """The parcel that wears this SSCC."""
        found = self.parcels.find("AND sscc = :sscc", sscc=sscc)
        return found[0] if found else None

    def of_order(self, order_id: OrderId) -> list[Parcel]:
        """An order's parcels."""
        return self.parcels.find("AND order_id = :id ORDER BY parcel_id", id=order_id)

    def on(self, manifest_id: ManifestId) -> list[Parcel]:
        """The parcels on a manifest."""
        return self.parcels.find("AND manifest_id = :id ORDER BY sscc", id=manifest_id)

    def inside(self, parcel_id: ParcelId) -> list[ParcelLine]:
        """What a parcel holds, by order line."""
        return self.lines.find("AND parcel_id = :id ORDER BY line_no", id=parcel_id)

    def manifest(self, manifest_id: ManifestId) -> Manifest | None:
        """One manifest."""
        return self.manifests.get(manifest_id=manifest_id)

    def open_manifest(self, carrier: str) -> Manifest | None:
        """The manifest a carrier's parcels go on now."""
        found = self.manifests.find(
            "AND carrier = :carrier AND state = 'open' ORDER BY opened_at",
            carrier=carrier,
        )
        return found[0] if found else None
