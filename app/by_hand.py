"""What somebody types: do anything a person can do, list it, look at orders and numbers.

`zonewise do hold_order '{"order_id": "…", "reason": "fraud"}' --badge BADGE-0004`
"""

import argparse
import contextlib
import csv
import sys
from collections.abc import Generator
from pathlib import Path

import msgspec

from app.channels.purchase_csv import guarded, purchase_csv
from app.engine.delays import Delay
from app.engine.names import Badge, OpId
from app.engine.notices import READERS
from app.engine.orders import STAGES
from app.engine.refusals import Refusal, Refused
from app.engine.subjects import What
from app.engine.task_states import PurchaseState
from app.errors import CommandUnreadable
from app.operations.reading import describe_kinds, do_written, read_command
from app.operations.seeing_board import OrderStory, see_order, see_orders
from app.operations.seeing_notices import (
    Told,
    see_delays,
    see_notice,
    see_notices,
)
from app.operations.seeing_stock import see_purchase, see_purchases
from app.operations.seeing_supply import see_availability
from app.operations.seeing_timelines import Entry, Fate, find_subject, see_timeline
from app.operations.seeing_work import Walk, see_list, see_person, see_walks
from app.operations.undoing import Undoing, see_undo
from app.operations.undoing import undo as take_back
from app.station import Station, open_store
from app.ui import words
from app.ui.words import answers
from app.ui.words.telling import telling


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


def walks(given: argparse.Namespace) -> int:
    """List the walks that are not done, or one with its stops and what they are called."""
    with _store(given) as station:
        if not given.list_id:
            for each in see_walks(station, given.zone.upper(), given.limit):
                _say_walk(each)
            return 0
        walk = see_list(station, given.list_id)
    if walk is None:
        sys.stderr.write(f"zonewise: There is no walk {given.list_id}.\n")
        return 1
    _say_walk(walk)
    for stop in walk.stops:
        task, lot = stop.task, f", lot {stop.task.lot}" if stop.task.lot else ""
        at = f"{stop.position}: " if stop.position else ""
        into = f", into {at}{stop.tote or 'a tote to be assigned'}"
        _say(f"  {task.task_id}: {task.state}, {task.picked_each} of {task.qty_each}")
        _say(f"    {task.bin_code}, {task.sku}{lot}, {stop.name}{into}")
    return 0


def _say_walk(walk: Walk) -> None:
    pick_list = walk.pick_list
    whose = f" by {pick_list.badge}" if pick_list.badge else ""
    _say(pick_list.list_id)
    _say(
        f"  {pick_list.method}, zone {pick_list.zone}: {pick_list.state}{whose}, "
        f"{len(walk.open_stops)} of {len(walk.stops)} stops left"
    )
    if walk.totes:
        _say(f"  totes {', '.join(walk.totes)}, to {walk.drop}")
    _say(f"  orders {walk.order_ref}")


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
    for parcel in story.parcels:
        codes = ", ".join(each for each in (parcel.sscc, parcel.tracking) if each)
        _say(f"  parcel {parcel.parcel_id}: {parcel.state}" + (codes and f", {codes}"))
    for back in story.put_backs:
        _say(
            f"  {back.left_each} of {back.sku} back from {back.source} to {back.bin_code}"
        )


def notices(given: argparse.Namespace) -> int:
    """List what people are told, or show one message as its reader would get it."""
    say = words.speaker(given.language)
    with _store(given) as station:
        if given.show:
            return _show(say, see_notice(station, given.show), given.show)
        found = see_notices(
            station,
            state=given.state or "",
            audience=given.audience or "",
            most=given.limit,
        )
    for told in found:
        notice = told.notice
        subject = telling(say, notice, told.order_ref).subject
        _say(f"{notice.at:%Y-%m-%d %H:%M} {notice.state}, {notice.kind}: {subject}")
        _say(f"  {notice.notice_id}")
    return 0


def _show(say: words.Speaker, told: Told | None, notice_id: str) -> int:
    if told is None:
        no = words.refused(Refusal.UNKNOWN_NOTICE, got=notice_id)
        sys.stderr.write(f"zonewise: {say.this(no)}\n")
        return 1
    notice = told.notice
    readers = READERS.get(notice.kind)
    whom = ", ".join(sorted(readers)) if readers else say("told_customer")
    reason = f" ({notice.reason})" if notice.reason else ""
    _say(f"{notice.notice_id}: {notice.state}{reason}")
    _say(f"{whom}\n")
    message = telling(say, notice, told.order_ref)
    _say(f"{message.subject}\n\n{message.body}")
    return 0


def delays(given: argparse.Namespace) -> None:
    """List late orders: what was promised, offered, answered, and refunds that are due."""
    with _store(given) as station:
        found = see_delays(station)
    for late in found:
        _say(f"{late.order.channel} {late.order.ref}: {late.order.state}")
        _say(f"  order_id: {late.order.order_id}")
        for each in late.offers:
            _say(f"  {each.number}: {_offer(each)}")
        last = late.offers[-1]
        if late.refund_is_due:
            _say(f"  refund {last.refund_minor} by {last.refund_by:%Y-%m-%d}")


def _offer(made: Delay) -> str:
    to = f"{made.revised_at:%Y-%m-%d}" if made.revised_at else "nobody knows when"
    said = made.answer or ("offered" if made.offered_at else "not offered")
    over = f", cancelled by {made.section}" if made.section else ""
    return (
        f"{made.due:%Y-%m-%d} to {to}, {said}, answer by {made.answer_by:%Y-%m-%d}{over}"
    )


def availability(given: argparse.Namespace) -> None:
    """List how many of each SKU can be sold, where that changed after --after."""
    with _store(given) as station:
        feed = see_availability(station, after=given.after, limit=given.limit)
    if given.format == "csv":
        _say("seq,changed_at,available_each,sku")
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerows(
            (x.seq, x.changed_at.isoformat(), x.available_each, guarded(x.sku))
            for x in feed.offered
        )
        return
    for each in feed.offered:
        _say(msgspec.json.encode(each).decode())


def purchases(given: argparse.Namespace) -> None:
    """List purchase orders, or write one as a CSV."""
    with _store(given) as station:
        if given.export:
            _export(station, given.export, given.out)
            return
        states = [PurchaseState(given.state)] if given.state else list(PurchaseState)
        found = see_purchases(station, states=states, most=given.limit)
    for each in found:
        due = each.order.expected_at
        expected = f", expected {due:%Y-%m-%d}" if due else ""
        _say(f"{each.order.ref}: {each.order.state}, {each.order.supplier}{expected}")
        for line in each.lines:
            if line.qty_each or line.received_each:
                _say(f"  {line.sku}: {line.received_each} of {line.qty_each} came")


def _export(station: Station, ref: str, out: Path | None) -> None:
    found = see_purchase(station, ref)
    if found is None:
        msg = f"There is no purchase order {ref}. `zonewise purchases` lists them."
        raise CommandUnreadable(msg)
    if out is None:
        msg = "Name the file to write with --out."
        raise CommandUnreadable(msg)
    out.write_bytes(purchase_csv(found.order, found.lines))
    _say(f"{ref} is in {out}.")


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
