"""The site's settings, its people with what they prefer, and its stations."""

from dataclasses import dataclass

from app.database.driver import Database
from app.database.shelf import Shelf, Stamp
from app.engine.names import Badge, StationId
from app.engine.site import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing the site is set up with."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceRow:
    """One thing a person wants screens to be like."""

    badge: Badge
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRow:
    """A running app the shared store knows. `number` is in its parcels' SSCCs."""

    station_id: StationId
    name: str
    number: int


class People:
    """Settings, people, preferences, stations."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.settings = Shelf(db, stamp, "setting", Setting, ("name",))
        self.persons = Shelf(db, stamp, "person", Person, ("badge",))
        self.preferences = Shelf(
            db, stamp, "preference", PreferenceRow, ("badge", "name")
        )
        self.stations = Shelf(db, stamp, "station", StationRow, ("station_id",))

    def setting(self, name: str) -> str:
        """The value of a setting, empty when it was never set."""
        found = self.settings.get(name=name)
        return found.value if found else ""

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        self.settings.put(Setting(name=name, value=value))

    def person(self, badge: Badge) -> Person | None:
        """Who wears this badge."""
        return self.persons.get(badge=badge)

    def preferences_of(self, badge: Badge) -> dict[str, str]:
        """What this person wants screens to be like, by name."""
        kept = self.preferences.find("AND badge = :badge ORDER BY name", badge=badge)
        return {each.name: each.value for each in kept}
