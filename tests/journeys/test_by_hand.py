"""`zonewise do`, `kinds` and `order`, as somebody types them."""

import io
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app import cli
from app.operations.kinds import KINDS
from app.operations.running import do
from app.station import open_store
from tests.fakes import site
from tests.fakes.site import ANA, LAMP, SUE, TEA, ok

Said = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    station = open_store(tmp_path)
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 4), (LAMP, 7))))
    station.close()
    return tmp_path


def typed(data: Path, kind: str, body: object, *more: str) -> int:
    text = body if isinstance(body, str) else json.dumps(body)
    return cli.main(["do", kind, text, "--data", str(data), *more])


def order_id(data: Path, ref: str = "1") -> str:
    station = open_store(data)
    found = site.order_id(station, ref)
    station.close()
    return found


def test_an_order_is_held_looked_at_and_cancelled_by_hand(data: Path, capsys: Said):
    number = order_id(data)

    hold = {"order_id": number, "reason": "fraud"}
    assert typed(data, "hold_order", hold, "--badge", SUE) == 0
    said = capsys.readouterr().out
    assert said.startswith("The order is on hold.\n")

    assert cli.main(["order", "1", "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "shop 1: reserved, paid, on hold (fraud)" in said
    assert f"order_id: {number}" in said
    assert f"line 2, {LAMP}: 2 backordered, 5 reserved" in said

    assert typed(data, "release_orders", {"order_ids": [number]}) == 1
    assert "Order 1 is on hold: fraud." in capsys.readouterr().err

    assert typed(data, "cancel_order", {"order_id": number}, "--language", "de") == 0
    assert "Storniert." in capsys.readouterr().out
    station = open_store(data)
    site.prove_books(station)
    station.close()


def test_an_order_is_placed_by_hand_and_read_from_a_pipe(
    data: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
):
    body = msgspec.json.encode(site.order("2", (TEA, 1))).decode()
    monkeypatch.setattr("sys.stdin", io.StringIO(body))

    assert typed(data, "place_order", "-") == 0

    said = capsys.readouterr().out
    assert said.startswith("Stock is reserved.\n")
    assert f"order_id: {order_id(data, '2')}" in said


GOOD = msgspec.to_builtins(site.order("3", (TEA, 1)))


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        (
            "hold_orders",
            "{}",
            "There is no kind hold_orders. `zonewise kinds` lists them.",
        ),
        ("hold_order", "{", "hold_order cannot be read: Input data was truncated."),
        ("hold_order", "", "cannot be read"),
        ("hold_order", "[]", "cannot be read"),
        ("hold_order", "null", "cannot be read"),
        ("hold_order", '{"order_id": "x"}', "missing required field `reason`"),
        ("hold_order", '{"order_id": 7, "reason": "fraud"}', "Expected `str`, got `int`"),
        (
            "hold_order",
            '{"order_id": "x", "reason": "mood"}',
            "reason is fraud | address | customer_asked | other. Its fields: order_id",
        ),
        (
            "hold_order",
            '{"order_id": "x", "reason": "fraud", "notes": ""}',
            "it has no field `notes`. Its fields: order_id, reason, [note].",
        ),
        (
            "place_order",
            {**GOOD, "lines": [{**GOOD["lines"][0], "colour": "red"}]},
            "it has no field `colour`",
        ),
        ("cancel_order", "7", "Expected `object`, got `int`. Its fields: order_id"),
        (
            "place_purchase",
            '{"ref": "R", "supplier": "S", "lines": [["TEA-250"]]}',
            "lines is list of list of text, whole number. Its fields",
        ),
        ("place_order", {**GOOD, "ship_by": "2010-12-06T09:30:00"}, "needs a time zone"),
        ("place_order", {**GOOD, "priority": 10**40}, "The books have no room for this"),
        ("place_order", "[" * 100_000, "cannot be read"),
        ("expire_reservations", '{"now": 1}', "It has no fields: write {}."),
        ("cancel_order", '{"order_id": "404"}', "There is no order 404."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    data: Path, capsys: Said, kind: str, body: object, says: str
):
    assert typed(data, kind, body) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("zonewise: ")
    assert says in said.err
    assert "Traceback" not in said.err


def test_a_badge_nobody_wears_does_nothing(data: Path, capsys: Said):
    assert typed(data, "cancel_order", {"order_id": "x"}, "--badge", "BADGE-9") == 1
    assert "Nobody here has the badge BADGE-9." in capsys.readouterr().err


def test_a_folder_without_a_site_stays_empty(tmp_path: Path, capsys: Said):
    assert typed(tmp_path, "expire_reservations", {}) == 1
    assert "There is no site in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert cli.main(["order", "1", "--data", str(tmp_path)]) == 1


def test_an_order_nobody_knows_is_said_so(data: Path, capsys: Said):
    assert cli.main(["order", "404", "--data", str(data)]) == 1
    assert capsys.readouterr().err == "zonewise: There is no order 404.\n"


def test_every_kind_is_listed_with_its_fields(capsys: Said):
    assert cli.main(["kinds"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if not line.startswith(" ")] == [k.name for k in KINDS]
    assert "  reason: fraud | address | customer_asked | other" in said
    assert "  [ship_by]: time, 2026-01-31T12:00:00Z or null" in said
    assert "  order_ids: list of text" in said
    assert "  [customer_agreed]: true | false" in said


# ── what people are told ──────────────────────────────────────────────────────────────


def test_what_would_be_sent_is_read_approved_and_dropped_by_hand(
    data: Path, capsys: Said
):
    number = order_id(data)
    here = ("--data", str(data))
    cancel = {"order_id": number, "line_no": 1, "qty_each": 1}
    assert typed(data, "cancel_line", cancel) == 0
    capsys.readouterr()

    drafts = ["notices", "--state", "draft", "--audience", "customer", *here]
    assert cli.main(drafts) == 0
    said = capsys.readouterr().out
    assert "draft, cancelled: Order 1: cancelled" in said
    assert "confirmed" not in said
    notice = f"{number}.cancelled"
    assert f"  {notice}\n" in said

    show = ["notices", "--show", notice, "--language", "de", *here]
    assert cli.main(show) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{notice}: draft\nAn die Kundschaft\n")
    assert f"  1 x {TEA} ({TEA})" in said

    drop = {"notice_id": notice, "reason": "told by phone"}
    assert typed(data, "drop_notice", drop) == 0
    assert typed(data, "approve_notice", {"notice_id": notice}) == 1
    assert "This message is dropped already." in capsys.readouterr().err
    assert cli.main(drafts) == 0
    assert capsys.readouterr().out == ""
    assert cli.main(["notices", "--show", notice, *here]) == 0
    assert "dropped (told by phone)" in capsys.readouterr().out
    assert cli.main(["notices", "--show", "stock_out.COMPLICATED-LAMP", *here]) == 0
    assert "supervisor" in capsys.readouterr().out


def test_a_message_nobody_knows_is_said_so(data: Path, capsys: Said):
    assert cli.main(["notices", "--show", "N404", "--data", str(data)]) == 1
    assert "There is no message N404." in capsys.readouterr().err


def test_late_orders_are_listed_with_the_refunds_that_are_due(data: Path, capsys: Said):
    assert typed(data, "review_delays", {}) == 0
    assert "cancelled: 1" in capsys.readouterr().out

    assert cli.main(["delays", "--data", str(data)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("shop 1: cancelled\n")
    assert "1: 2010-12-06 to nobody knows when, not offered" in said
    assert "cancelled by 435.2(c)(5)" in said
    assert "  refund 0 by 20" in said


def test_a_timeline_is_typed_and_says_who_did_what_and_who_was_refused(
    data: Path, capsys: Said
):
    typed(data, "release_orders", {"order_ids": [order_id(data)]}, "--badge", SUE)
    typed(data, "cancel_order", {"order_id": order_id(data)}, "--badge", site.ANA)
    capsys.readouterr()
    where = ["--data", str(data)]

    assert cli.main(["timeline", "order", "1", *where, "--limit", "3"]) == 0
    said = capsys.readouterr().out
    assert "cancel_order: refused  (Ana, COMMAND-LINE)" in said
    assert "  Your role does not allow this. Ask a supervisor." in said
    assert "  reserved → released" in said
    assert "place_order  (STORE)" in said

    assert cli.main(["timeline", "bin", "A-07-3-B", *where]) == 0
    assert "  12 TEA-250: @supplier → A-07-3-B" in capsys.readouterr().out
    assert cli.main(["timeline", "tote", "TOTE-0404", *where]) == 1
    assert capsys.readouterr().err == "zonewise: There is no tote TOTE-0404.\n"


def test_one_thing_is_taken_back_by_hand(data: Path, capsys: Said):
    move = {"sku": TEA, "qty_each": 2, "source": "A-07-3-B", "target": "A-05-1-A"}
    typed(data, "move_stock", move, "--badge", site.ANA)
    where = ["--data", str(data)]
    capsys.readouterr()
    cli.main(["timeline", "bin", "A-05-1-A", *where])
    op_id = capsys.readouterr().out.splitlines()[0].split()[-1]

    assert cli.main(["undo", op_id, "--show", *where]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Put 2 of {TEA} back in A-07-3-B."
    assert said[1].startswith('  move_stock {"sku":"TEA-250","qty_each":2')
    assert cli.main(["undo", op_id, "--language", "de", *where]) == 0
    assert capsys.readouterr().out.startswith(f"Leg 2 von {TEA} zurück in A-07-3-B.")
    assert cli.main(["undo", op_id, *where]) == 1
    assert (
        capsys.readouterr().err == "zonewise: That was undone already. Nothing changed.\n"
    )
    assert cli.main(["undo", "404", *where]) == 1
    assert "There is no operation 404." in capsys.readouterr().err
    assert cli.main(["undo", op_id, "--badge", "BADGE-9", *where]) == 1

    cli.main(["timeline", "bin", "A-05-1-A", *where])
    assert "move_stock  (COMMAND-LINE)" in capsys.readouterr().out


def test_a_file_that_cannot_be_used_is_named(data: Path, capsys: Said):
    missing = data / "none" / "bins.pdf"
    for command in (
        ["labels", "people", "--out", f"{missing}"],
        ["import", "orders", f"{missing}", "--format", "csv"],
    ):
        assert cli.main([*command, "--data", str(data)]) == 1
        said = capsys.readouterr().err
        assert said == f"zonewise: {missing}: No such file or directory.\n"


@pytest.mark.parametrize("command", ["purchases", "availability", "notices"])
@pytest.mark.parametrize("limit", ["0", "-3", "ten", "²"])
def test_a_limit_is_a_number_from_one_on(
    data: Path, capsys: Said, command: str, limit: str
):
    with pytest.raises(SystemExit, match="2"):
        cli.main([command, "--limit", limit, "--data", str(data)])
    assert f"{limit} is not a whole number from 1 on" in capsys.readouterr().err


def test_whoever_reads_only_the_first_lines_gets_no_complaint(data: Path):
    arguments = ["availability", "--data", str(data)]
    code = f"import sys; from app.cli import main; sys.exit(main({arguments}))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asked:
        assert asked.stdout is not None
        asked.stdout.close()
        assert asked.stderr is not None
        assert asked.stderr.read() == b""
    assert asked.returncode == 0


def test_a_walk_is_found_claimed_and_picked_by_hand(data: Path, capsys: Said):
    def ask(*words: str) -> list[str]:
        assert cli.main([*words, "--data", str(data)]) == 0
        return capsys.readouterr().out.splitlines()

    released = {"order_ids": [order_id(data)], "method": "single"}
    assert typed(data, "release_orders", released, "--badge", SUE) == 0
    capsys.readouterr()

    list_id, how, orders = ask("walks")
    assert how == "  single, zone A: ready, 2 of 2 stops left"
    assert orders == "  orders 1"
    assert ask("walks", "--zone", "b") == []
    assert ask("walks", list_id)[-1].endswith("into a tote to be assigned")

    assert typed(data, "claim_work", {"list_id": list_id}, "--badge", ANA) == 0
    tote = {"list_id": list_id, "tote": "TOTE-0001"}
    assert typed(data, "assign_tote", tote, "--badge", ANA) == 0
    capsys.readouterr()
    said = ask("walks", list_id)
    assert said[1].endswith(f"claimed by {ANA}, 2 of 2 stops left")
    assert said[2] == "  totes TOTE-0001, to DROP-PACK-1"
    task_id = said[4].strip().partition(":")[0]
    bin_code, sku, *_ = (each.strip() for each in said[5].split(","))
    pick = {
        "task_id": task_id,
        "bin_code": bin_code,
        "sku": sku,
        "qty_each": 1,
        "tote": "TOTE-0001",
    }
    assert typed(data, "confirm_pick", pick, "--badge", ANA) == 0
    capsys.readouterr()
    assert f"  {task_id}: ready, 1 of " in "\n".join(ask("walks", list_id))

    assert cli.main(["walks", "404", "--data", str(data)]) == 1
    assert capsys.readouterr().err == "zonewise: There is no walk 404.\n"
