"""The rows that changed since a sequence number, out of one database and into another.

Rows come out of either database. They go into a station's replica, which is always a SQLite
file and speaks SQLite's own words.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from app.database.driver import Value
from app.database.tables import NOTHING_YET, Tables

REPLICATED: Final = (
    "setting",
    "person",
    "preference",
    "station",
    "item",
    "barcode",
    "substitute",
    "kit_part",
    "bin",
    "lot",
    "serial",
    "orders",
    "order_line",
    "cancellation",
    "movement",
    "balance",
    "availability",
    "pick_list",
    "pick_task",
    "stop_share",
    "cart_position",
    "wave",
    "tote",
    "put_back",
    "parcel",
    "parcel_line",
    "manifest",
    "carton_type",
    "carrier_event",
    "hospital_stay",
    "notice",
    "purchase_order",
    "purchase_line",
    "pick_face",
    "replenish_task",
    "count_task",
    "count_result",
    "adjustment",
    "return_order",
    "return_line",
    "discrepancy",
    "operation",
)

Columns = Sequence[str]
Rows = Sequence[Sequence[Value]]
Changes = Mapping[str, tuple[Columns, Rows]]


def changed_since(tables: Tables, seq: int) -> Changes:
    """Every replicated row whose sequence number is above `seq`, by table.

    No row is ever deleted, so there are no tombstones to send. `site_id` is left out: the
    receiver knows which site it asked for.
    """
    changes: dict[str, tuple[Columns, Rows]] = {}
    for table in REPLICATED:
        rows = tables.db.run(
            f"SELECT * FROM {table} WHERE site_id = :site_id AND seq > :seq ORDER BY seq",
            site_id=tables.site_id,
            seq=seq,
        )
        if rows:
            columns = [name for name in rows[0].keys() if name != "site_id"]  # noqa: SIM118 - sqlite3.Row iterates over values
            changes[table] = (columns, [[row[name] for name in columns] for row in rows])
    return changes


def apply(tables: Tables, changes: Changes, *, epoch: str, seq: int) -> None:
    """Make this replica what the shared store said, up to `seq`.

    Raises:
        KeyError: a table or column this app does not know, from a newer shared store.
    """
    for table, (columns, rows) in changes.items():
        if table not in REPLICATED:
            raise KeyError(table)
        names = ("site_id", *_known(tables, table, columns))
        marks = ", ".join(f":{name}" for name in names)
        tables.db.run_many(
            f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({marks})",
            (
                {"site_id": tables.site_id, **dict(zip(columns, row, strict=True))}
                for row in rows
            ),
        )
    tables.db.run(
        """INSERT INTO site (site_id, epoch, seq) VALUES (:site_id, :epoch, :seq)
        ON CONFLICT (site_id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq""",
        site_id=tables.site_id,
        epoch=epoch,
        seq=seq,
    )


def forget(tables: Tables) -> None:
    """Empty a replica, to fetch everything again."""
    for table in REPLICATED:
        tables.db.run(
            f"DELETE FROM {table} WHERE site_id = :site_id", site_id=tables.site_id
        )
    tables.db.run(
        "UPDATE site SET epoch = '', seq = :seq WHERE site_id = :site_id",
        site_id=tables.site_id,
        seq=NOTHING_YET,
    )


def _known(tables: Tables, table: str, columns: Columns) -> Columns:
    known = {str(row["name"]) for row in tables.db.run(f"PRAGMA table_info({table})")}
    unknown = set(columns) - known
    if unknown:
        msg = f"{table}.{min(unknown)}"
        raise KeyError(msg)
    return columns
