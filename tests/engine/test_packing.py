"""Which line of an order a packed item belongs to."""

from app.engine.names import OrderId, Sku
from app.engine.orders import OrderLine
from app.engine.packing import split_over_lines

TEA, MUG = Sku("TEA-250"), Sku("MUG-BLUE")


def line(line_no: int, sku: Sku, picked_each: int) -> OrderLine:
    return OrderLine(
        order_id=OrderId("1"),
        line_no=line_no,
        sku=sku,
        name=sku,
        price_minor=0,
        qty_each=5,
        picked_each=picked_each,
        backordered_each=5 - picked_each,
    )


def test_what_is_packed_goes_to_the_first_lines_that_were_picked():
    lines = [line(1, TEA, 2), line(2, MUG, 5), line(3, TEA, 0), line(4, TEA, 5)]

    parts = split_over_lines(lines, TEA, 5)

    assert [(part.line_no, qty_each) for part, qty_each in parts] == [(1, 2), (4, 3)]


def test_nothing_picked_of_an_item_belongs_to_no_line():
    assert split_over_lines([line(1, TEA, 0)], TEA, 1) == []
