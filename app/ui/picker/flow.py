"""What a scan or a tap means where the picker is, and what to tell of it. It only decides."""

from dataclasses import replace
from typing import Final, assert_never

from app.engine.names import Badge, DropCode, Sku, ToteCode, ZoneCode
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.refusals import Refused, Verdict
from app.engine.releasing import PickList
from app.engine.site import Person, Role
from app.engine.task_states import TASK_UNDO
from app.operations.seeing_work import Stop, Walk
from app.scan import meaning as means
from app.ui.feedback import Feedback
from app.ui.picker.saying import told_of, what_it_is
from app.ui.picker.stages import (
    NO_BIN,
    NO_TASK,
    AllDone,
    AtTheBin,
    BringingTote,
    ChoosingWork,
    Command,
    Memory,
    Scan,
    SignedOut,
    Stage,
    Step,
    Summary,
    TakingGoods,
    Told,
    WantsTote,
    in_hand_each,
)
from app.ui.words import Sentence, refused, sentence

PICKS: Final = frozenset({Role.PICKER, Role.SUPERVISOR})
"""Whose badge opens these screens."""

GOODS_REASONS: Final = (
    ShortReason.NOT_IN_BIN,
    ShortReason.DAMAGED,
    ShortReason.WRONG_ITEM,
)
"""Said of what is in the bin; only somebody who has scanned the bin has looked into it."""


# ── scans ─────────────────────────────────────────────────────────────────────────────


def heard(stage: Stage, memory: Memory, scan: Scan) -> Step:
    """What a scan means where the person is."""
    match stage:
        case SignedOut() | ChoosingWork() | AllDone():
            return _heard_free(memory, scan)
        case WantsTote():
            return _heard_wanting_tote(stage, memory, scan)
        case AtTheBin(walk, stop):
            return _heard_at_the_bin(walk, stop, memory, scan)
        case TakingGoods():
            return _heard_taking(stage, memory, scan)
        case BringingTote(walk):
            return _heard_bringing(walk, memory, scan)
        case _:
            assert_never(stage)


def _heard_free(memory: Memory, scan: Scan) -> Step:
    match scan.meaning:
        case means.BadgeCode(badge=badge):
            return _signed_in(memory, badge, scan.person)
        case means.ToteCode() if not memory.badge:
            return _stray(memory, scan)
        case means.DropCode(drop=drop) if memory.summary and drop == memory.summary.drop:
            return _good(memory, sentence("pick_brought_already", drop=drop))
        case means.ToteCode(tote=tote):
            return _continue_tote(memory, tote, scan.waiting)
        case _:
            return _stray(memory, scan)


def _signed_in(memory: Memory, badge: Badge, person: Person | None) -> Step:
    if person is None:
        return _wrong(memory, sentence("looks_like_badge", code=badge))
    return sign_in(memory, person)


def _continue_tote(memory: Memory, tote: ToteCode, waiting: PickList | None) -> Step:
    if waiting is None and memory.summary and tote == memory.summary.tote:
        return _good(memory, sentence("pick_brought_already", drop=memory.summary.drop))
    if waiting is None:
        return _wrong(memory, sentence("pick_tote_waits_for_nobody", tote=tote))
    claim = ClaimWork(zone=waiting.zone, list_id=waiting.list_id)
    return _do(memory, claim, AssignTote(list_id=waiting.list_id, tote=tote))


def _heard_wanting_tote(stage: WantsTote, memory: Memory, scan: Scan) -> Step:
    list_id = stage.walk.pick_list.list_id
    match scan.meaning:
        case means.ToteCode(tote=tote):
            assign = AssignTote(list_id=list_id, tote=tote, position=stage.position)
            return _do(memory, assign)
        case _:
            return _stray(memory, scan)


def _heard_at_the_bin(walk: Walk, stop: Stop, memory: Memory, scan: Scan) -> Step:
    task = stop.task
    match scan.meaning:
        case means.BinCode(bin_code=code) if code == task.bin_code:
            return _arrived(walk, stop, memory)
        case means.ItemCode(sku=sku, qty_each=qty_each) if sku == task.sku:
            return _item_before_bin(stop, memory, qty_each)
        case _:
            return _heard_on_walk(walk, stop, memory, scan)


def _arrived(walk: Walk, stop: Stop, memory: Memory) -> Step:
    seen = replace(memory, bin_seen=stop.task.bin_code)
    in_hand = in_hand_each(stop, memory)
    if in_hand and not stop.position:
        return _do(seen, _confirm(walk, stop, in_hand))
    return _good(seen, sentence("pick_right_bin"))


def _item_before_bin(stop: Stop, memory: Memory, qty_each: int) -> Step:
    says = sentence("pick_item_before_bin", bin=stop.task.bin_code)
    return _hold(stop, memory, qty_each, Told(feedback=Feedback.CAREFUL, says=says))


def _hold(stop: Stop, memory: Memory, qty_each: int, told: Told) -> Step:
    """So many eaches more are in hand; they count once the bin, or the tote, is scanned."""
    in_hand = in_hand_each(stop, memory) + qty_each
    left = stop.task.left_each
    if in_hand > left:
        return _wrong(
            memory, refused("more_than_asked", wanted=f"{left}", got=f"{in_hand}")
        )
    held = replace(
        memory, in_hand_each=in_hand, in_hand_task=stop.task.task_id, told=told
    )
    return Step(memory=held)


def _heard_taking(stage: TakingGoods, memory: Memory, scan: Scan) -> Step:
    walk, stop = stage.walk, stage.stop
    match scan.meaning:
        case means.ItemCode(sku=sku, qty_each=qty_each) if sku == stop.task.sku:
            return take(stage, memory, qty_each)
        case means.ToteCode(tote=code) if stage.in_hand and code == stop.tote:
            return _do(memory, _confirm(walk, stop, stage.in_hand))
        case means.BinCode(bin_code=code) if code == stop.task.bin_code:
            return _good(memory, sentence("pick_right_bin"))
        case _:
            return _heard_on_walk(walk, stop, memory, scan)


def _heard_on_walk(walk: Walk, stop: Stop, memory: Memory, scan: Scan) -> Step:
    """What is wrong at a bin, whether it was scanned already or not."""
    tote = _tote_for(walk, stop)
    match scan.meaning:
        case means.BinCode(bin_code=code):
            # Whoever stands at another bin took from there what they hold.
            away = replace(memory, bin_seen=NO_BIN, in_hand_each=0)
            return _wrong(away, refused("wrong_bin", wanted=stop.task.bin_code, got=code))
        case means.ItemCode(sku=sku):
            return _wrong(memory, _wrong_item(stop, sku, scan.item_name))
        case means.ToteCode(tote=code) if code == tote:
            return _good(memory, sentence("pick_right_tote"))
        case means.ToteCode(tote=code):
            return _wrong(memory, refused("wrong_tote", wanted=tote, got=code))
        case means.DropCode():
            return _wrong(memory, refused("list_not_finished"))
        case _:
            return _stray(memory, scan)


def _wrong_item(stop: Stop, sku: Sku, name: str) -> Sentence:
    # What to take stands below. Look-alikes share a name; only the SKU tells them apart.
    got = sku if name in ("", stop.name) else name
    return sentence("pick_wrong_item", got=got)


def _heard_bringing(walk: Walk, memory: Memory, scan: Scan) -> Step:
    match scan.meaning:
        case means.DropCode(drop=drop):
            return _do(memory, HandOnTote(list_id=walk.pick_list.list_id, drop=drop))
        case means.ToteCode(tote=code) if code in walk.totes:
            return _good(memory, sentence("pick_right_tote"))
        case means.ToteCode(tote=code):
            right = ", ".join(walk.totes)
            return _wrong(memory, refused("wrong_tote", wanted=right, got=code))
        case means.BinCode() | means.ItemCode():
            return _wrong(memory, sentence("pick_all_picked", drop=walk.drop))
        case _:
            return _stray(memory, scan)


def _stray(memory: Memory, scan: Scan) -> Step:
    """A code that has no place here: say what it is; what is waited for stands below."""
    return _wrong(memory, what_it_is(scan))


# ── taps ──────────────────────────────────────────────────────────────────────────────


def sign_in(memory: Memory, person: Person) -> Step:
    """This person stands here from now on."""
    if person.role not in PICKS:
        return _wrong(memory, refused("not_allowed"))
    told = Told(feedback=Feedback.GOOD, says=sentence("pick_welcome", name=person.name))
    return Step(memory=Memory(badge=person.badge, told=told))


def get_work(memory: Memory, zone: ZoneCode) -> Step:
    """The most urgent walk of a zone."""
    return _do(memory, ClaimWork(zone=zone))


def take(stage: TakingGoods, memory: Memory, qty_each: int) -> Step:
    """So many eaches more went into the tote. Each is written down at once, so that an app
    killed in the middle of a line has forgotten none of it. On a cart it is when the tote
    is scanned, for the goods could go into any."""
    stop = stage.stop
    if stop.position:
        says = sentence("into_position", position=stop.position)
        return _hold(stop, memory, qty_each, Told(feedback=Feedback.GOOD, says=says))
    left = stop.task.left_each
    if qty_each > left:
        return _wrong(memory, too_many(left))
    if qty_each <= 0:
        return _wrong(memory, sentence("pick_type_quantity_first"))
    return _do(memory, _confirm(stage.walk, stage.stop, qty_each))


def too_many(left_each: int) -> Sentence:
    """More is typed than is still asked for."""
    return sentence("pick_only_asked", n=left_each)


def can_type_quantity(stage: Stage) -> bool:
    """Whether the rest may be typed: one of the goods was scanned, so they are the right ones."""
    if not isinstance(stage, TakingGoods):
        return False
    return stage.stop.task.picked_each > 0 and not stage.in_hand


def reasons(stage: Stage) -> tuple[ShortReason, ...]:
    """What can be reported here."""
    match stage:
        case TakingGoods():
            return (*GOODS_REASONS, ShortReason.BIN_BLOCKED)
        case AtTheBin():
            return (ShortReason.BIN_BLOCKED,)
        case _:
            return ()


def report(stage: AtTheBin | TakingGoods, memory: Memory, reason: ShortReason) -> Step:
    """The bin does not give what is still asked for."""
    return _do(memory, ReportShort(task_id=stage.stop.task.task_id, reason=reason))


def last_pick(walk: Walk, memory: Memory) -> Stop | None:
    """What undo would take back: the last pick made here, else one of the walk's picks."""
    taken = [
        stop
        for stop in walk.stops
        if stop.task.picked_each and stop.task.state in TASK_UNDO
    ]
    # After a restart nobody remembers which was last; a stop half done surely was.
    taken.sort(key=lambda stop: stop.task.left_each > 0)
    taken.sort(key=lambda stop: stop.task.task_id == memory.last_task)
    return taken[-1] if taken else None


def undo(stop: Stop, memory: Memory) -> Step:
    """Take back everything picked at a stop."""
    return _do(memory, UndoPick(task_id=stop.task.task_id))


def give_back(walk: Walk, memory: Memory) -> Step:
    """Let somebody else finish this walk."""
    return _do(memory, GiveBackWork(list_id=walk.pick_list.list_id))


def finish_empty(walk: Walk, memory: Memory) -> Step:
    """End a walk that never had a tote: somebody else's short closed all of its stops."""
    return _do(memory, HandOnTote(list_id=walk.pick_list.list_id, drop=walk.drop))


# ── verdicts ──────────────────────────────────────────────────────────────────────────


def settled(
    memory: Memory,
    command: Command,
    verdict: Verdict,
    before: Walk | None,
    after: Walk | None = None,
) -> Memory:
    """What to remember and tell after an operation.

    Args:
        memory: What was remembered when it was asked for.
        command: What was asked for.
        verdict: What came of it.
        before: The person's walk as it was then.
        after: Their walk as it is now.
    """
    told = told_of(command, verdict)
    if isinstance(verdict, Refused):
        return replace(memory, in_hand_each=0, told=told)
    match command:
        case ClaimWork():
            # Its tote is somewhere else, unless the walk was this person's all along.
            is_elsewhere = before is None and bool(after and after.pick_list.tote)
            return Memory(badge=memory.badge, must_scan_tote=is_elsewhere, told=told)
        case AssignTote():
            return replace(memory, must_scan_tote=False, told=told)
        case ConfirmPick(task_id=task_id, bin_code=bin_code):
            return replace(
                memory, bin_seen=bin_code, in_hand_each=0, last_task=task_id, told=told
            )
        case ReportShort():
            return replace(memory, in_hand_each=0, told=told)
        case UndoPick():
            # Whoever takes back a pick still stands where they stood.
            return replace(memory, in_hand_each=0, last_task=NO_TASK, told=told)
        case GiveBackWork():
            return Memory(badge=memory.badge, told=told)
        case HandOnTote(drop=drop):
            summary = summary_of(before, drop) if before else None
            return Memory(badge=memory.badge, told=told, summary=summary)
        case _:
            assert_never(command)


def summary_of(walk: Walk, drop: DropCode) -> Summary:
    """What came of a walk."""
    tasks = [stop.task for stop in walk.stops]
    return Summary(
        zone=walk.pick_list.zone,
        order_ref=walk.order_ref,
        tote=walk.pick_list.tote,
        stops=sum(1 for task in tasks if task.picked_each),
        picked_each=sum(task.picked_each for task in tasks),
        missing_each=walk.missing_each,
        drop=drop,
    )


def _confirm(walk: Walk, stop: Stop, qty_each: int) -> ConfirmPick:
    return ConfirmPick(
        task_id=stop.task.task_id,
        bin_code=stop.task.bin_code,
        sku=stop.task.sku,
        qty_each=qty_each,
        tote=_tote_for(walk, stop),
    )


def _tote_for(walk: Walk, stop: Stop) -> ToteCode:
    """Where a stop's goods go: the tote in its position, or the walk's only one."""
    return stop.tote if stop.position else walk.pick_list.tote


def _do(memory: Memory, *commands: Command) -> Step:
    return Step(memory=memory, commands=commands)


def _good(memory: Memory, says: Sentence) -> Step:
    return Step(memory=replace(memory, told=Told(feedback=Feedback.GOOD, says=says)))


def _wrong(memory: Memory, says: Sentence) -> Step:
    return Step(memory=replace(memory, told=Told(feedback=Feedback.WRONG, says=says)))
