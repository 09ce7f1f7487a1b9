"""Which labels a building needs: its bins, totes, items, people and places."""

from enum import StrEnum

from app.database.tables import Tables
from app.engine.names import BinCode, Sku, ZoneCode, is_bin, zone_of
from app.floor.plan import FloorPlan, PlanRefused, load_plan
from app.labels.codes import is_gtin_13
from app.labels.sheets import (
    BadgeLabel,
    BinLabel,
    ItemLabel,
    Label,
    PlaceLabel,
    ToteLabel,
    zone_colour,
)
from app.operations.seeing_work import item_ean
from app.station import Station


class Labelled(StrEnum):
    """What labels can be printed for."""

    BINS = "bins"
    TOTES = "totes"
    ITEMS = "items"
    PEOPLE = "people"
    PLACES = "places"


def see_labels(
    station: Station, what: Labelled, *, zone: str = "", totes: int = 60
) -> list[Label]:
    """The labels for these things; bins, and items by bin, as one walks along them.

    Args:
        station: Whose building.
        what: Bins, totes, items, people, or the places totes are brought to.
        zone: Only this zone's bins, or the items that lie in it; empty means all.
        totes: How many totes there are, numbered from 1.

    Raises:
        PlanRefused: bins and places are read from the floor plan, and there is none that
            can be read.
    """
    with station.reading() as tables:
        match what:
            case Labelled.BINS:
                return _bins(_plan(tables), zone)
            case Labelled.PLACES:
                return _drops(_plan(tables))
            case Labelled.TOTES:
                return [ToteLabel(code=f"TOTE-{n:04}") for n in range(1, totes + 1)]
            case Labelled.PEOPLE:
                return _people(tables)
            case Labelled.ITEMS:
                return _items(tables, zone)


def _plan(tables: Tables) -> FloorPlan:
    text = tables.people.setting("floor")
    if not text:
        raise PlanRefused("The site", "it has no floor plan yet. Set one up first.")
    return load_plan(text)


def _bins(plan: FloorPlan, zone: str) -> list[Label]:
    bins = plan.bins_of(ZoneCode(zone)) if zone else plan.bins
    return [BinLabel(code=each.code, zone_colour=zone_colour(each.zone)) for each in bins]


def _drops(plan: FloorPlan) -> list[Label]:
    return [
        PlaceLabel(code=each.code, name=each.name)
        for each in plan.places
        if each.code.startswith("DROP-")
    ]


def _people(tables: Tables) -> list[Label]:
    people = tables.people.persons.find("ORDER BY name, badge")
    return [
        BadgeLabel(code=each.badge, name=each.name, role=each.role.value.capitalize())
        for each in people
    ]


def _items(tables: Tables, zone: str) -> list[Label]:
    lies_in: dict[str, BinCode] = {}
    for balance in tables.stock.balances.find("AND qty_each > 0 ORDER BY place"):
        if is_bin(balance.place):
            lies_in.setdefault(balance.sku, BinCode(balance.place))
    items = sorted(
        tables.items.items.find("ORDER BY sku"),
        key=lambda each: (each.sku not in lies_in, lies_in.get(each.sku, "")),
    )
    return [
        ItemLabel(sku=each.sku, name=each.name, gtin=_gtin(tables, each.sku))
        for each in items
        if not zone or (each.sku in lies_in and zone_of(lies_in[each.sku]) == zone)
    ]


def _gtin(tables: Tables, sku: Sku) -> str | None:
    code = item_ean(tables, sku)
    return code if is_gtin_13(code) else None
