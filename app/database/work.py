"""Work on the floor: waves, walks, their stops, the totes, and what goes back to a bin."""

from app.database.driver import Database
from app.database.shelf import Shelf, Stamp
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
    WaveId,
    ZoneCode,
)
from app.engine.picking import Tote
from app.engine.putting_back import PutBackTask
from app.engine.releasing import (
    CartPosition,
    Method,
    PickList,
    PickTask,
    StopShare,
    sole_share,
)
from app.engine.waving import Wave


class Work:
    """Waves, pick lists, their stops and whose they are, totes, carts, put-backs."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.lists = Shelf(db, stamp, "pick_list", PickList, ("list_id",))
        self.tasks = Shelf(db, stamp, "pick_task", PickTask, ("task_id",))
        self.shares = Shelf(
            db, stamp, "stop_share", StopShare, ("task_id", "order_id", "line_no")
        )
        self.totes = Shelf(db, stamp, "tote", Tote, ("tote",))
        self.positions = Shelf(
            db, stamp, "cart_position", CartPosition, ("list_id", "position")
        )
        self.waves = Shelf(db, stamp, "wave", Wave, ("wave_id",))
        self.put_backs = Shelf(db, stamp, "put_back", PutBackTask, ("put_back_id",))

    def list_(self, list_id: ListId) -> PickList | None:
        """One walk."""
        return self.lists.get(list_id=list_id)

    def task(self, task_id: TaskId) -> PickTask | None:
        """One stop."""
        return self.tasks.get(task_id=task_id)

    def tote(self, tote: ToteCode) -> Tote:
        """A tote; one never seen before is free."""
        return self.totes.get(tote=tote) or Tote(tote=tote)

    def put_backs_of(self, order_id: OrderId) -> list[PutBackTask]:
        """Everything of an order that was to go back to a bin."""
        return self.put_backs.find("AND order_id = :id ORDER BY put_back_id", id=order_id)

    def open_put_backs(self, source: Place) -> list[PutBackTask]:
        """What has still to leave a tote or parcel for a bin."""
        return self.put_backs.find(
            "AND state = 'open' AND source = :source ORDER BY put_back_id", source=source
        )

    def tasks_of(self, list_id: ListId) -> list[PickTask]:
        """A walk's stops: in bin order, those that were skipped after the others."""
        return self.tasks.find(
            "AND list_id = :id ORDER BY turn, bin_code, task_id", id=list_id
        )

    def shares_of(self, task: PickTask) -> list[StopShare]:
        """Whose eaches a stop is for, the first to be filled first."""
        if not task.is_shared:
            return [sole_share(task)]
        return self.shares.find(
            "AND task_id = :id ORDER BY turn, order_id, line_no", id=task.task_id
        )

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
        """An order's walks in the order its tote takes them, and those it shares."""
        return self.lists.find(_LISTS_OF, id=order_id)

    def tasks_of_order(self, order_id: OrderId) -> list[PickTask]:
        """Every stop made for an order, also with others."""
        return self.tasks.find(
            """AND (order_id = :id OR task_id IN (SELECT task_id FROM stop_share
              WHERE site_id = :site_id AND order_id = :id))
            ORDER BY task_id""",
            id=order_id,
        )

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

    def to_claim_anywhere(self) -> list[PickList]:
        """All walks that are ready or claimed, most urgent first."""
        return self.lists.find(
            """AND state IN ('ready', 'claimed')
            ORDER BY priority DESC, ship_by, list_id"""
        )

    def of_person(self, badge: Badge) -> list[PickList]:
        """The walks a person has in hand: claimed, or picked and not yet set down."""
        return self.lists.find(
            """AND badge = :badge AND state IN ('claimed', 'picked')
            ORDER BY COALESCE(until, 0), list_id""",
            badge=badge,
        )

    def last_of_person(self, badge: Badge) -> PickList | None:
        """The walk a person claimed last, in hand or over."""
        found = self.lists.find(
            "AND badge = :badge ORDER BY COALESCE(until, 0) DESC, list_id DESC LIMIT 1",
            badge=badge,
        )
        return found[0] if found else None

    def with_tote(self, tote: ToteCode) -> list[PickList]:
        """The walks a tote goes along on, or went."""
        return self.lists.find(
            """AND (tote = :tote OR list_id IN (SELECT list_id FROM cart_position
              WHERE site_id = :site_id AND tote = :tote))
            ORDER BY list_id""",
            tote=tote,
        )

    def of_wave(self, wave_id: WaveId) -> list[PickList]:
        """A wave's walks."""
        return self.lists.find("AND wave_id = :id ORDER BY list_id", id=wave_id)

    def positions_of(self, list_id: ListId) -> list[CartPosition]:
        """The positions of a walk's cart, first to last."""
        return self.positions.find("AND list_id = :id ORDER BY position", id=list_id)

    def totes_of(self, order_id: OrderId) -> list[Tote]:
        """The totes that carry an order's goods."""
        return self.totes.find(
            "AND order_id = :id AND state <> 'free' ORDER BY tote", id=order_id
        )

    def totes_with(self, pick_list: PickList) -> list[Tote]:
        """The totes that go along on a walk."""
        if pick_list.method is Method.CLUSTER:
            codes = [each.tote for each in self.positions_of(pick_list.list_id)]
        else:
            codes = [pick_list.tote]
        return [self.tote(code) for code in codes if code]

    def wants_of(
        self, order_id: OrderId, line_no: int
    ) -> list[tuple[PickTask, StopShare]]:
        """Every stop made for an order line, with what the line wants of it."""
        return [
            (task, share)
            for task in self.tasks_of_order(order_id)
            for share in self.shares_of(task)
            if (share.order_id, share.line_no) == (order_id, line_no)
        ]

    def batch_totes(self, list_id: ListId) -> list[Tote]:
        """The totes of a batch that are not sorted out yet."""
        return self.totes.find(
            "AND list_id = :id AND order_id = '' AND state <> 'free' ORDER BY tote",
            id=list_id,
        )

    def unsorted(self, list_id: ListId, sku: Sku) -> list[StopShare]:
        """Whose eaches of a SKU a batch's totes still hold, the most urgent first."""
        return self.shares.select(_UNSORTED, list_id=list_id, sku=sku)

    def is_unsorted(self, order_id: OrderId) -> bool:
        """Whether a batch tote still holds eaches for this order."""
        found = self.shares.find(
            """AND order_id = :id AND picked_each > sorted_each
            AND list_id IN (SELECT list_id FROM pick_list
              WHERE site_id = :site_id AND method = 'batch')""",
            id=order_id,
        )
        return bool(found)


_LISTS_OF = """
AND (order_id = :id
  OR list_id IN (SELECT list_id FROM pick_task
                 WHERE site_id = :site_id AND order_id = :id)
  OR list_id IN (SELECT list_id FROM stop_share
                 WHERE site_id = :site_id AND order_id = :id))
ORDER BY step, list_id
"""

_UNSORTED = """
SELECT share.* FROM stop_share AS share
JOIN pick_task AS task ON task.site_id = share.site_id AND task.task_id = share.task_id
JOIN orders ON orders.site_id = share.site_id AND orders.order_id = share.order_id
WHERE share.site_id = :site_id AND share.list_id = :list_id AND task.sku = :sku
  AND share.picked_each > share.sorted_each
ORDER BY orders.priority DESC, orders.ship_by, share.order_id, share.line_no,
  share.task_id
"""
