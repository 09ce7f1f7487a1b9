"""What a supervisor sees of waves, and a sorter of a batch."""

from dataclasses import dataclass, replace

from app.database.rows import from_row
from app.engine.names import OrderId, Sku, ToteCode
from app.engine.waving import Wave
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveView:
    """A wave and how far it has come, in walks, orders, stops and eaches."""

    wave: Wave
    lists: int
    lists_over: int
    orders: int
    stops_left: int
    eaches_left: int
    eaches_picked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSort:
    """Eaches of a SKU in a batch tote that belong into an order's tote.

    `totes` are those the order has already; with none a free one is taken.
    """

    sku: Sku
    order_id: OrderId
    order_ref: str
    qty_each: int
    totes: tuple[ToteCode, ...]


def see_waves(station: Station, most: int = 50) -> list[WaveView]:
    """The waves, the newest first."""
    with station.reading() as tables:
        waves = tables.work.waves.find(
            "ORDER BY made_at DESC, wave_id DESC LIMIT :most", most=most
        )
        return [
            WaveView(
                wave=wave,
                **{
                    name: int(str(value))
                    for row in tables.work.waves.rows(_PROGRESS, wave_id=wave.wave_id)
                    for name, value in dict(row).items()
                },
            )
            for wave in waves
        ]


def see_sorting(station: Station, batch_tote: ToteCode) -> list[ToSort]:
    """What still has to be sorted out of a batch tote's walk, the most urgent order first."""
    with station.reading() as tables:
        list_id = tables.work.tote(batch_tote).list_id
        rows = tables.work.shares.rows(_TO_SORT, list_id=list_id)
        found = [from_row(ToSort, {**dict(row), "totes": None}) for row in rows]
        return [
            replace(
                each,
                totes=tuple(tote.tote for tote in tables.work.totes_of(each.order_id)),
            )
            for each in found
        ]


_PROGRESS = """
SELECT
  (SELECT COUNT(*) FROM pick_list
   WHERE site_id = :site_id AND wave_id = :wave_id) AS lists,
  (SELECT COUNT(*) FROM pick_list WHERE site_id = :site_id AND wave_id = :wave_id
   AND state IN ('done', 'cancelled')) AS lists_over,
  (SELECT COUNT(DISTINCT COALESCE(share.order_id, task.order_id))
   FROM pick_list AS list
   JOIN pick_task AS task ON task.site_id = list.site_id AND task.list_id = list.list_id
   LEFT JOIN stop_share AS share
     ON share.site_id = task.site_id AND share.task_id = task.task_id
   WHERE list.site_id = :site_id AND list.wave_id = :wave_id) AS orders,
  COUNT(CASE WHEN task.state = 'ready' THEN 1 END) AS stops_left,
  COALESCE(SUM(CASE WHEN task.state = 'ready' THEN task.qty_each - task.picked_each
               ELSE 0 END), 0) AS eaches_left,
  COALESCE(SUM(task.picked_each), 0) AS eaches_picked
FROM pick_list AS list
JOIN pick_task AS task ON task.site_id = list.site_id AND task.list_id = list.list_id
WHERE list.site_id = :site_id AND list.wave_id = :wave_id
"""

_TO_SORT = """
SELECT task.sku AS sku, share.order_id AS order_id, orders.ref AS order_ref,
  SUM(share.picked_each - share.sorted_each) AS qty_each
FROM stop_share AS share
JOIN pick_task AS task ON task.site_id = share.site_id AND task.task_id = share.task_id
JOIN orders ON orders.site_id = share.site_id AND orders.order_id = share.order_id
WHERE share.site_id = :site_id AND share.list_id = :list_id
  AND share.picked_each > share.sorted_each
GROUP BY task.sku, share.order_id, orders.ref, orders.priority, orders.ship_by
ORDER BY orders.priority DESC, orders.ship_by, share.order_id, task.sku
"""
