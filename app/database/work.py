"""Work on the floor: pick lists, their stops, the totes, and what goes back to a bin."""

from app.database.driver import Database
from app.database.shelf import OF_ORDER, Shelf, Stamp, Tells
from app.engine.names import (
    Badge,
    BinCode,
    ListId,
    Lot,
    OrderId,
    Place,
    Sku,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.picking import Tote
from app.engine.putting_back import PutBackTask
from app.engine.releasing import PickList, PickTask
from app.engine.subjects import What


class Work:
    """Pick lists, pick tasks, totes, put-backs."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.lists = Shelf(db, stamp, "pick_list", PickList, ("list_id",), OF_ORDER)
        self.tasks = Shelf(db, stamp, "pick_task", PickTask, ("task_id",), OF_ORDER)
        self.totes = Shelf(
            db, stamp, "tote", Tote, ("tote",), Tells("tote", What.TOTE, "state")
        )
        self.put_backs = Shelf(
            db,
            stamp,
            "put_back",
            PutBackTask,
            ("put_back_id",),
            OF_ORDER,
            Tells("source", None),
        )

    def list_(self, list_id: ListId) -> PickList | None:
        """One walk."""
        return self.lists.get(list_id=list_id)

    def task(self, task_id: TaskId) -> PickTask | None:
        """One stop."""
        return self.tasks.get(task_id=task_id)

    def tote(self, tote: ToteCode) -> Tote:
        """A tote; one never seen before is free."""
        return self.totes.get(tote=tote) or Tote(tote=tote)

    def totes_of(self, order_id: OrderId) -> list[Tote]:
        """The totes that carry an order now."""
        return self.totes.find("AND order_id = :id ORDER BY tote", id=order_id)

    def put_backs_of(self, order_id: OrderId) -> list[PutBackTask]:
        """Everything of an order that was to go back to a bin."""
        return self.put_backs.find("AND order_id = :id ORDER BY put_back_id", id=order_id)

    def open_put_backs(self, source: Place) -> list[PutBackTask]:
        """What has still to leave a tote or parcel for a bin."""
        return self.put_backs.find(
            "AND state = 'open' AND source = :source ORDER BY put_back_id", source=source
        )

    def tasks_of(self, list_id: ListId) -> list[PickTask]:
        """A walk's stops, in bin order."""
        return self.tasks.find("AND list_id = :id ORDER BY bin_code, task_id", id=list_id)

    def has_open_stop(self, list_id: ListId) -> bool:
        """Whether anything is left to do on a walk."""
        return bool(
            self.tasks.rows(
                """SELECT 1 FROM pick_task
                WHERE site_id = :site_id AND list_id = :id AND state = 'ready' LIMIT 1""",
                id=list_id,
            )
        )

    def lists_of(self, order_id: OrderId) -> list[PickList]:
        """An order's walks, in the order its tote takes them."""
        return self.lists.find("AND order_id = :id ORDER BY step, list_id", id=order_id)

    def tasks_of_order(self, order_id: OrderId) -> list[PickTask]:
        """Every stop made for an order."""
        return self.tasks.find("AND order_id = :id ORDER BY task_id", id=order_id)

    def open_at(self, bin_code: BinCode, sku: Sku, lot: Lot) -> list[PickTask]:
        """The stops that still count on a lot in this bin."""
        return self.tasks.find(
            """AND bin_code = :bin AND sku = :sku AND lot = :lot AND state = 'ready'
            ORDER BY task_id""",
            bin=bin_code,
            sku=sku,
            lot=lot,
        )

    def to_claim(self, zone: ZoneCode) -> list[PickList]:
        """The zone's walks that are ready or claimed, most urgent first."""
        return self.lists.find(
            """AND zone = :zone AND state IN ('ready', 'claimed')
            ORDER BY priority DESC, ship_by, list_id""",
            zone=zone,
        )

    def of_person(self, badge: Badge) -> list[PickList]:
        """The walks a person has in hand: claimed, or picked and not yet set down."""
        return self.lists.find(
            """AND badge = :badge AND state IN ('claimed', 'picked')
            ORDER BY COALESCE(until, 0), list_id""",
            badge=badge,
        )
