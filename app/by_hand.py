"""What somebody types: do anything a person can do, list it, look at an order.

`zonewise do hold_order '{"order_id": "…", "reason": "fraud"}' --badge BADGE-0004`
"""

import argparse
import contextlib
import sys
from collections.abc import Generator
from pathlib import Path

import msgspec

from app.engine.names import Badge, OpId
from app.engine.orders import STAGES
from app.engine.refusals import Refusal, Refused
from app.engine.subjects import What
from app.errors import CommandUnreadable
from app.operations.reading import describe_kinds, do_written, read_command
from app.operations.seeing_board import OrderStory, see_order, see_orders
from app.operations.seeing_timelines import Entry, Fate, find_subject, see_timeline
from app.operations.seeing_work import see_person
from app.operations.undoing import Undoing, see_undo
from app.operations.undoing import undo as take_back
from app.station import Station, open_store
from app.ui.words import answers


def do(given: argparse.Namespace) -> int:
    """Do one thing, written as JSON, and say what came of it."""
    text = sys.stdin.read() if given.body == "-" else given.body
    command = read_command(given.kind, text)
    with _store(given) as station:
        _check_badge(station, given.badge)
        verdict = do_written(station, command, badge=given.badge)
    if isinstance(verdict, Refused):
        sys.stderr.write(f"zonewise: {answers.refused(given.language, verdict)}\n")
        return 1
    _say(answers.done(given.language, verdict))
    for name, value in verdict.values.items():
        _say(f"  {name}: {value}")
    return 0


def _check_badge(station: Station, badge: Badge) -> None:
    if badge and see_person(station, badge) is None:
        msg = f"Nobody here has the badge {badge}. Nothing was done."
        raise CommandUnreadable(msg)


def kinds(_given: argparse.Namespace) -> None:
    """List everything that can be done, with its fields; those in brackets are optional."""
    for kind, fields in describe_kinds():
        _say(kind)
        for field in fields:
            name = f"[{field.name}]" if field.is_optional else field.name
            _say(f"  {name}: {field.holds}")


def order(given: argparse.Namespace) -> int:
    """Say where an order is: its id, its hold, and where every each of it has got to."""
    with _store(given) as station:
        rows = see_orders(station, search=given.ref)
        stories = [
            see_order(station, r.order.order_id) for r in rows if r.order.ref == given.ref
        ]
    for story in stories:
        if story:
            _say_order(story)
    if not stories:
        sys.stderr.write(f"zonewise: There is no order {given.ref}.\n")
    return 0 if stories else 1


def timeline(given: argparse.Namespace) -> int:
    """Say what happened to an order, SKU, bin, tote or parcel, the newest first."""
    with _store(given) as station:
        subject = find_subject(station, What(given.what), given.code)
        entries = see_timeline(station, subject, given.limit) if subject else []
    for each in entries:
        _say_entry(each, given.language)
    if not entries:
        sys.stderr.write(f"zonewise: There is no {given.what} {given.code}.\n")
    return 0 if entries else 1


def undo(given: argparse.Namespace) -> int:
    """Take one operation back by doing its opposite, or only say how."""
    op_id = OpId(given.op_id)
    with _store(given) as station:
        _check_badge(station, given.badge)
        offer = see_undo(station, op_id, given.badge)
        if isinstance(offer, Undoing) and not given.show:
            answer = take_back(station, op_id, badge=given.badge)
            offer = answer if isinstance(answer, Refused) else offer
    says = answers.undo(given.language, offer)
    if isinstance(offer, Refused):
        sys.stderr.write(f"zonewise: {says}\n")
        return 1
    _say(says)
    _say(f"  {offer.by} {msgspec.json.encode(offer.command).decode()}")
    return 0


def _say_entry(entry: Entry, language: str) -> None:
    who = ", ".join(each for each in (entry.who, entry.station) if each)
    fate = "" if entry.fate is Fate.DONE else f": {entry.fate.replace('_', ' ')}"
    _say(f"{entry.at:%Y-%m-%d %H:%M:%S}  {entry.kind}{fate}  ({who})  {entry.op_id}")
    if entry.reason:
        _say(f"  {_reason(entry, language)}")
    for moved in entry.moved:
        lot = f", lot {moved.lot}" if moved.lot else ""
        _say(f"  {moved.qty_each} {moved.sku}{lot}: {moved.source} → {moved.target}")
    if entry.state != entry.was:
        _say(f"  {entry.was or 'new'} → {entry.state}".replace("_", " "))


def _reason(entry: Entry, language: str) -> str:
    if entry.reason not in list(Refusal):  # no rule of ours, or a newer one
        return entry.reason
    no = Refused(reason=Refusal(entry.reason), wanted=entry.wanted, got=entry.got)
    return answers.refused(language, no)


def _say_order(story: OrderStory) -> None:
    order = story.row.order
    held = f", on hold ({order.hold})" if order.hold else ""
    _say(f"{order.channel} {order.ref}: {order.state}, {order.payment}{held}")
    _say(f"  order_id: {order.order_id}")
    _say(f"  goes out {order.ship_policy} by {order.ship_by:%Y-%m-%d %H:%M} UTC")
    for line in story.lines:
        stages = [
            f"{n} {stage}" for stage in STAGES if (n := getattr(line, f"{stage}_each"))
        ]
        due = f", expected {line.expected_at:%Y-%m-%d}" if line.expected_at else ""
        _say(f"  line {line.line_no}, {line.sku}: {', '.join(stages)}{due}")
    for back in story.put_backs:
        _say(
            f"  {back.left_each} of {back.sku} back from {back.source} to {back.bin_code}"
        )


@contextlib.contextmanager
def _store(given: argparse.Namespace) -> Generator[Station]:
    folder: Path = given.data
    if not given.database and not (folder / "store.db").exists():
        msg = f"There is no site in {folder}. Say where it is with --data or --database."
        raise CommandUnreadable(msg)
    where = given.database or folder
    with contextlib.closing(open_store(where, name="COMMAND-LINE")) as station:
        yield station


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
