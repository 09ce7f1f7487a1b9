"""Parcels, what is in them, their cartons, and the manifests they leave on."""

from typing import Final

from app.database.driver import Database
from app.database.shelf import OF_ORDER, Shelf, Stamp, Tells
from app.engine.cartons import CartonType
from app.engine.delivering import CarrierWord
from app.engine.names import ManifestId, OrderId, ParcelId, Sscc, ToteCode
from app.engine.packing import Parcel, ParcelLine
from app.engine.setting_aside import HospitalStay
from app.engine.shipping import Manifest
from app.engine.subjects import What

_OF_PARCEL: Final = Tells("parcel_id", What.PARCEL)


class Parcels:
    """Parcels, parcel lines, cartons, manifests, carriers' events, the hospital."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.parcels = Shelf(
            db,
            stamp,
            "parcel",
            Parcel,
            ("parcel_id",),
            OF_ORDER,
            Tells("parcel_id", What.PARCEL, "state"),
        )
        self.lines = Shelf(
            db, stamp, "parcel_line", ParcelLine, ("parcel_id", "line_no"), _OF_PARCEL
        )
        self.manifests = Shelf(db, stamp, "manifest", Manifest, ("manifest_id",))
        self.cartons = Shelf(db, stamp, "carton_type", CartonType, ("code",))
        self.words = Shelf(
            db,
            stamp,
            "carrier_event",
            CarrierWord,
            ("parcel_id", "event_id"),
            _OF_PARCEL,
        )
        self.stays = Shelf(
            db, stamp, "hospital_stay", HospitalStay, ("stay_id",), OF_ORDER
        )

    def parcel(self, parcel_id: ParcelId) -> Parcel | None:
        """One parcel."""
        return self.parcels.get(parcel_id=parcel_id)

    def all_open_for(self, tote: ToteCode) -> list[Parcel]:
        """The open parcels a tote is being packed into, the one opened last first."""
        return self.parcels.find(
            "AND tote = :tote AND state = 'open' ORDER BY number DESC, parcel_id DESC",
            tote=tote,
        )

    def open_for(self, tote: ToteCode) -> Parcel | None:
        """The parcel a tote is being packed into: of several, the one opened last."""
        found = self.all_open_for(tote)
        return found[0] if found else None

    def with_sscc(self, sscc: Sscc) -> Parcel | None:
        """The parcel that wears this SSCC."""
        found = self.parcels.find("AND sscc = :sscc", sscc=sscc)
        return found[0] if found else None

    def named(self, code: str) -> Parcel | None:
        """The parcel with this id, SSCC or tracking number."""
        return (
            self.parcel(ParcelId(code))
            or (self.with_sscc(Sscc(code)) if code else None)
            or self.with_tracking(code)
        )

    def last_sscc(self, stem: str) -> Sscc | None:
        """The highest SSCC that begins with these digits."""
        found = self.parcels.find(
            "AND sscc >= :stem AND sscc < :beyond ORDER BY sscc DESC LIMIT 1",
            stem=stem,
            beyond=f"{stem}:",
        )
        return found[0].sscc if found else None

    def with_tracking(self, tracking: str) -> Parcel | None:
        """The parcel its carrier calls so; a void one's number is free again."""
        found = self.parcels.find(
            """AND tracking = :tracking AND tracking <> '' AND state <> 'void'
            ORDER BY parcel_id""",
            tracking=tracking,
        )
        return found[0] if found else None

    def of_order(self, order_id: OrderId) -> list[Parcel]:
        """An order's parcels, void ones included, in the order they were opened."""
        return self.parcels.find(
            "AND order_id = :id ORDER BY number, parcel_id", id=order_id
        )

    def on(self, manifest_id: ManifestId) -> list[Parcel]:
        """The parcels on a manifest."""
        return self.parcels.find("AND manifest_id = :id ORDER BY sscc", id=manifest_id)

    def inside(self, parcel_id: ParcelId) -> list[ParcelLine]:
        """What a parcel holds, by order line."""
        return self.lines.find(
            "AND parcel_id = :id AND qty_each > 0 ORDER BY line_no", id=parcel_id
        )

    def manifest(self, manifest_id: ManifestId) -> Manifest | None:
        """One manifest."""
        return self.manifests.get(manifest_id=manifest_id)

    def open_manifests(self, carrier: str) -> list[Manifest]:
        """A carrier's manifests that have not left, the oldest first."""
        return self.manifests.find(
            """AND carrier = :carrier AND state = 'open'
            ORDER BY opened_at, manifest_id""",
            carrier=carrier,
        )

    def last_cut_off(self, carrier: str) -> Manifest | None:
        """The carrier's manifest with the latest cut-off; None when none ever had one."""
        found = self.manifests.find(
            """AND carrier = :carrier AND cut_off IS NOT NULL
            ORDER BY cut_off DESC, manifest_id DESC LIMIT 1""",
            carrier=carrier,
        )
        return found[0] if found else None

    def carton(self, code: str) -> CartonType | None:
        """One kind of carton, removed ones included."""
        return self.cartons.get(code=code)

    def words_of(self, parcel_id: ParcelId) -> list[CarrierWord]:
        """What the carrier told of a parcel, in the order it happened."""
        return self.words.find("AND parcel_id = :id ORDER BY at, event_id", id=parcel_id)

    def in_hospital(self) -> list[HospitalStay]:
        """The totes in the hospital, longest first."""
        return self.stays.find("AND until IS NULL ORDER BY since, stay_id")

    def stay_of(self, tote: ToteCode) -> HospitalStay | None:
        """Why and where a tote is in the hospital; None when it is not."""
        found = self.stays.find("AND tote = :tote AND until IS NULL", tote=tote)
        return found[0] if found else None
