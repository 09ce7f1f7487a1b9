"""The building, the people and the catalogue."""

from app.database.people import PreferenceRow
from app.database.tables import Tables
from app.engine import items, site
from app.engine.items import Barcode, KitPart, SetKit
from app.engine.names import Place, is_bin
from app.engine.receiving import AddItem
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.site import AddPerson, Person, SetPreference, SetUpBin, SetUpSite
from app.engine.stock import Balance, Bin
from app.operations import promising
from app.operations.doing import Doing


def set_up_site(tables: Tables, _doing: Doing, asked: SetUpSite) -> Verdict:
    """Name the building and lay out its floor."""
    tables.people.set("name", asked.name)
    tables.people.set("ship_from", "\n".join(asked.ship_from))
    tables.people.set("floor", asked.floor)
    return Done()


def set_up_bin(tables: Tables, _doing: Doing, asked: SetUpBin) -> Verdict:
    """Say what a bin is for. Goods in it become stock, or stop being stock, at once."""
    place = Place(asked.bin_code)
    if not is_bin(place):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=asked.bin_code)
    inside = tables.stock.inside(place)
    now = Bin(bin_code=asked.bin_code, use=asked.use, status=asked.status)
    before = tables.stock.bins.get(bin_code=asked.bin_code)
    if now == before:
        return Done(effect=Effect.ALREADY_DONE)
    before = before or tables.stock.bin(asked.bin_code)
    if any(each.allocated_each for each in inside) and not now.is_picked_from:
        return Refused(reason=Refusal.BIN_HAS_WORK, got=asked.bin_code)
    tables.stock.bins.put(now)
    if now.counts_as_stock != before.counts_as_stock:
        for each in inside:
            _count(tables, each, is_stock=now.counts_as_stock)
    return Done()


def _count(tables: Tables, inside: Balance, *, is_stock: bool) -> None:
    tables.stock.count_in(inside.sku, inside.qty_each if is_stock else -inside.qty_each)
    if is_stock:
        promising.promise_waiting(tables, inside.sku)
    else:
        promising.break_promises(tables, inside.sku)


def add_person(tables: Tables, _doing: Doing, asked: AddPerson) -> Verdict:
    """Somebody works here."""
    tables.people.persons.put(Person(badge=asked.badge, name=asked.name, role=asked.role))
    return Done()


def set_preference(tables: Tables, doing: Doing, asked: SetPreference) -> Verdict:
    """Keep how a person wants screens to be."""
    person = tables.people.person(asked.badge)
    no = site.set_preference(asked, doing.badge, person)
    if no:
        return no
    kept = PreferenceRow(badge=asked.badge, name=asked.name, value=asked.value)
    tables.people.preferences.put(kept)
    return Done()


def add_item(tables: Tables, _doing: Doing, asked: AddItem) -> Verdict:
    """Put a SKU and its barcodes into the catalogue, or change what is there."""
    item, codes = asked.item, asked.codes
    no = items.add_item(item, codes) or _taken(tables, codes)
    if no:
        return no
    tables.items.items.put(item)
    tables.items.barcodes.put(*codes)
    promising.keep_back(tables, item)
    return Done()


def set_kit(tables: Tables, _doing: Doing, asked: SetKit) -> Verdict:
    """Say what a kit is made of. Orders placed before keep the parts they were placed with."""
    no = items.set_kit(asked)
    if no:
        return no
    parts = dict(asked.parts)
    for sku in (asked.kit, *parts):
        if tables.items.item(sku) is None:
            return Refused(reason=Refusal.UNKNOWN_ITEM, got=sku)
    inner = [part for part in parts if tables.items.parts_of(part)]
    inner += [asked.kit] if parts and tables.items.kits_with(asked.kit) else []
    if inner:
        return Refused(reason=Refusal.KIT_IN_KIT, got=inner[0])
    tables.touched.kits.add(asked.kit)
    gone = {part.part: 0 for part in tables.items.parts_of(asked.kit)}
    tables.items.kit_parts.put(
        *(
            KitPart(kit=asked.kit, part=part, qty_each=qty_each)
            for part, qty_each in {**gone, **parts}.items()
        )
    )
    return Done()


def _taken(tables: Tables, codes: list[Barcode]) -> Refused | None:
    """One code on two SKUs would count the wrong one: which, nobody can tell by scanning."""
    for code in codes:
        known = tables.items.barcodes.get(code=code.code)
        if known and known.sku != code.sku:
            return Refused(
                reason=Refusal.CODE_OF_OTHER_ITEM, wanted=known.sku, got=code.code
            )
    return None
