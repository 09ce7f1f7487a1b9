"""Goods on their way back to a bin, in one go or in parts."""

from app.engine import putting_back
from app.engine.names import BinCode, OpId, OrderId, Place, PutBackId, Sku
from app.engine.putting_back import PutBackTask


def going_back(qty_each: int) -> PutBackTask:
    return PutBackTask(
        put_back_id=PutBackId("1"),
        order_id=OrderId("1"),
        line_no=1,
        sku=Sku("TEA"),
        qty_each=qty_each,
        source=Place("TOTE-0001"),
        bin_code=BinCode("A-07-3-B"),
    )


def test_goods_taken_on_wholly_leave_nothing_behind():
    task = going_back(3)

    assert putting_back.split(task, 3, OpId("2")) == ([], task)


def test_goods_taken_on_in_part_leave_the_rest_to_go_back():
    [stays], goes = putting_back.split(going_back(3), 1, OpId("2"))

    assert (stays.left_each, goes.left_each) == (2, 1)
    assert stays.put_back_id != goes.put_back_id
