"""One table of values: put one, get one. What every table family is made of."""

from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from app.database.driver import Database, SqlRow, Value
from app.database.rows import columns_of, from_row, to_row
from app.database.touched import Touched
from app.engine.names import Sku
from app.engine.subjects import Subject, What, subject_at

T = TypeVar("T")


class OfSku(Protocol):
    """A value that belongs to a SKU."""

    @property
    def sku(self) -> Sku:
        """Which one."""
        ...


S = TypeVar("S", bound=OfSku)


class Tells(NamedTuple):
    """A field of a row names a subject (None: whatever is at that place), and one its state."""

    field: str
    what: What | None
    state: str = ""


OF_ORDER: Final = Tells("order_id", What.ORDER)


class Stamp:
    """The site and the sequence number that every row written now carries.

    It collects what the operation being done has written of: `told` is the state of each
    subject, empty when that is not its row, `moved` are places and SKUs in the ledger, and
    `touched` SKUs whose numbers may be others.
    """

    def __init__(self, site_id: str) -> None:
        self.site_id = site_id
        self.seq = 0
        self.touched = Touched()
        self.told: dict[Subject, str] = {}
        self.moved: set[str] = set()

    def begin(self, seq: int) -> None:
        """Another operation begins."""
        self.seq = seq
        self.told, self.moved = {}, set()


class Shelf(Generic[T]):
    """A replicated table whose rows are one kind of value.

    `put` inserts or replaces the row with the same key and stamps it with the site's
    sequence number.
    """

    def __init__(
        self,
        db: Database,
        stamp: Stamp,
        table: str,
        kind: type[T],
        key: tuple[str, ...],
        *tells: Tells,
    ) -> None:
        self._db, self._stamp, self._kind, self._tells = db, stamp, kind, tells
        columns = columns_of(kind)
        names = ", ".join(("site_id", *columns, "seq"))
        marks = ", ".join(f":{name}" for name in ("site_id", *columns, "seq"))
        changes = ", ".join(
            f"{name} = excluded.{name}" for name in (*columns, "seq") if name not in key
        )
        where = " AND ".join(f"{name} = :{name}" for name in key)
        self._put = (
            f"INSERT INTO {table} ({names}) VALUES ({marks}) "
            f"ON CONFLICT (site_id, {', '.join(key)}) DO UPDATE SET {changes}"
        )
        self._get = f"SELECT * FROM {table} WHERE site_id = :site_id AND {where}"
        self._table = table

    def put(self, *values: T) -> None:
        """Write values, replacing those with the same key."""
        stamp = {"site_id": self._stamp.site_id, "seq": self._stamp.seq}
        rows = [{**to_row(value), **stamp} for value in values]
        if len(rows) == 1:
            self._db.run(self._put, **rows[0])
        elif rows:
            self._db.run_many(self._put, rows)
        for tells in self._tells:
            for value in values:
                self._tell(tells, value)

    def _tell(self, tells: Tells, value: T) -> None:
        code: str = getattr(value, tells.field)
        subject = Subject(tells.what, code) if tells.what else subject_at(code)
        if subject and code:
            known = self._stamp.told.get(subject, "")
            state = getattr(value, tells.state) if tells.state else known
            self._stamp.told[subject] = state

    def get(self, **key: Value) -> T | None:
        """The value with this key, or None when this database does not have it."""
        rows = self._db.run(self._get, site_id=self._stamp.site_id, **key)
        return from_row(self._kind, rows[0]) if rows else None

    def find(self, rest: str, **values: Value) -> list[T]:
        """The values of this site for which `rest` (what follows `site_id = …`) holds."""
        rows = self._db.run(
            f"SELECT * FROM {self._table} WHERE site_id = :site_id {rest}",
            site_id=self._stamp.site_id,
            **values,
        )
        return [from_row(self._kind, row) for row in rows]

    def select(self, sql: str, **values: Value) -> list[T]:
        """The values of a whole SELECT of this table's columns; `:site_id` is given."""
        return [from_row(self._kind, row) for row in self.rows(sql, **values)]

    def rows(self, sql: str, **values: Value) -> list[SqlRow]:
        """The rows of a whole SELECT; `:site_id` is given."""
        return self._db.run(sql, site_id=self._stamp.site_id, **values)


class PositionShelf(Shelf[S]):
    """A table that a SKU's stock position hangs on: what is written is looked at after."""

    def put(self, *values: S) -> None:
        """Write values, and note their SKUs."""
        super().put(*values)
        self._stamp.touched.positions.update(value.sku for value in values)
