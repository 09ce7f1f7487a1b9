"""Every table of one site, on one connection."""

from typing import Final

from app.database.answers import Answers
from app.database.books import Books
from app.database.delays import Delays
from app.database.driver import Database
from app.database.items import Items
from app.database.keeping import Keeping
from app.database.orders import Orders
from app.database.parcels import Parcels
from app.database.people import People
from app.database.purchases import Purchases
from app.database.returns import Returns
from app.database.shelf import Stamp
from app.database.stock import Stock
from app.database.stories import Stories
from app.database.sums import Sums
from app.database.sums_kept import KeepingTotals
from app.database.sums_stories import StoryTotals
from app.database.sums_told import ToldTotals
from app.database.supplies import Supplies
from app.database.work import Work
from app.engine.names import SiteId

NOTHING_YET: Final = -1
"""The number of a replica that has heard nothing from the shared store."""


class Tables:
    """The site's tables. Writing needs a sequence number first: see `next_seq`."""

    def __init__(self, db: Database, site_id: SiteId) -> None:
        self.db, self.site_id = db, site_id
        self.stamp = Stamp(site_id)
        self.touched = self.stamp.touched
        self.people = People(db, self.stamp)
        self.items = Items(db, self.stamp)
        self.orders = Orders(db, self.stamp)
        self.stock = Stock(db, self.stamp)
        self.work = Work(db, self.stamp)
        self.parcels = Parcels(db, self.stamp)
        self.keeping = Keeping(db, self.stamp)
        self.purchases = Purchases(db, self.stamp)
        self.supplies = Supplies(db, self.stamp)
        self.returns = Returns(db, self.stamp)
        self.books = Books(db, self.stamp)
        self.delays = Delays(db, self.stamp)
        self.stories = Stories(db, self.stamp)
        self.answers = Answers(db, self.stamp)
        self.sums = Sums(db, self.stamp)
        self.sums_kept = KeepingTotals(db, self.stamp)
        self.sums_told = ToldTotals(db, self.stamp)
        self.sums_stories = StoryTotals(db, self.stamp)

    def open_site(self, epoch: str, *, seq: int = 0) -> None:
        """Make the site's counter when it is not there yet."""
        self.db.run(
            """INSERT INTO site (site_id, epoch, seq) VALUES (:site_id, :epoch, :seq)
            ON CONFLICT (site_id) DO NOTHING""",
            site_id=self.site_id,
            epoch=epoch,
            seq=seq,
        )

    def take_turn(self) -> int:
        """Be the only one who writes for this site until the transaction ends.

        Whoever decides before this could decide on what another process is changing.

        Returns:
            The site's last sequence number.
        """
        [row] = self.db.run(
            f"SELECT seq FROM site WHERE site_id = :site_id{self.db.for_update}",
            site_id=self.site_id,
        )
        return int(str(row["seq"]))

    def next_seq(self) -> int:
        """Take the site's next sequence number; rows written from now on carry it."""
        [row] = self.db.run(
            "UPDATE site SET seq = seq + 1 WHERE site_id = :site_id RETURNING seq",
            site_id=self.site_id,
        )
        self.stamp.begin(int(str(row["seq"])))
        return self.stamp.seq

    def seq(self) -> int:
        """The site's last sequence number."""
        [row] = self.db.run(
            "SELECT seq FROM site WHERE site_id = :site_id", site_id=self.site_id
        )
        return int(str(row["seq"]))

    def epoch(self) -> str:
        """Which life of the shared store the rows are from."""
        [row] = self.db.run(
            "SELECT epoch FROM site WHERE site_id = :site_id", site_id=self.site_id
        )
        return str(row["epoch"])
