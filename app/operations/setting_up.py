"""The building, the people, the catalogue and the goods in it."""

from app.database.tables import Tables
from app.engine.items import Barcode, Item
from app.engine.names import SUPPLIER, Place, is_bin
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.site import AddPerson, Person, SetUpSite
from app.engine.stock import Movement
from app.operations import promising
from app.operations.doing import Doing


def set_up_site(tables: Tables, _doing: Doing, asked: SetUpSite) -> Verdict:
    """Name the building and lay out its floor."""
    tables.people.set("name", asked.name)
    tables.people.set("ship_from", "\n".join(asked.ship_from))
    tables.people.set("floor", asked.floor)
    return Done()


def add_person(tables: Tables, _doing: Doing, asked: AddPerson) -> Verdict:
    """Somebody works here."""
    tables.people.persons.put(Person(badge=asked.badge, name=asked.name, role=asked.role))
    return Done()


def add_item(tables: Tables, _doing: Doing, asked: AddItem) -> Verdict:
    """Put a SKU and its barcodes into the catalogue, or change what is there."""
    tables.items.items.put(Item(sku=asked.sku, name=asked.name, weight_g=asked.weight_g))
    for code, qty_each in asked.barcodes:
        tables.items.barcodes.put(Barcode(code=code, sku=asked.sku, qty_each=qty_each))
    return Done()


def receive_stock(tables: Tables, doing: Doing, done: ReceiveStock) -> Verdict:
    """Take goods from a supplier into a bin, and promise them to who waits longest."""
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if tables.items.item(done.sku) is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=done.sku)
    if not is_bin(Place(done.bin_code)):
        return Refused(reason=Refusal.NOT_A_BIN, got=done.bin_code)
    move = Movement(
        op_id=doing.op_id,
        n=1,
        sku=done.sku,
        qty_each=done.qty_each,
        source=SUPPLIER,
        target=Place(done.bin_code),
        at=doing.at,
    )
    tables.stock.move([move])
    promising.promise_waiting(tables, done.sku)
    return Done(effect=Effect.RECEIVED)
