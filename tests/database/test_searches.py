"""What people wait for is looked up, not searched for through a whole site."""

import pytest

from app.station import open_store

LOOKED_UP = {
    "notice_about": "SELECT * FROM notice WHERE site_id = 's' AND order_id = 'o'"
    " AND state = 'draft' ORDER BY kind, subject, n",
    "pick_task_list": "SELECT * FROM pick_task WHERE site_id = 's' AND list_id = 'l'"
    " ORDER BY bin_code, task_id",
    "balance_sku": "SELECT * FROM balance WHERE site_id = 's' AND sku = 'x'"
    " AND qty_each <> 0 AND qty_each > allocated_each ORDER BY place",
    "balance_place": "SELECT * FROM balance WHERE site_id = 's' AND place = 'p'"
    " AND qty_each <> 0 ORDER BY sku",
}


@pytest.mark.parametrize(("index", "sql"), LOOKED_UP.items())
def test_a_walk_and_what_is_in_a_place_are_found_by_their_own_index(index: str, sql: str):
    plan = open_store(None).tables.db.run(f"EXPLAIN QUERY PLAN {sql}")

    [way] = [str(step["detail"]) for step in plan]
    assert f"USING INDEX {index}" in way
