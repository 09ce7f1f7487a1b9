"""Where a picker is, what they wait for there, and the little their screen remembers.

Where a person is follows from their walk in the books, so a killed app goes on with exactly
the same line; `Memory` holds what may be lost, such as a bin already scanned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from app.engine.names import Badge, BinCode, DropCode, TaskId, ToteCode, ZoneCode
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    ReportShort,
    UndoPick,
)
from app.engine.releasing import PickList
from app.engine.site import Person
from app.operations.seeing_work import Stop, Walk, ZoneWork
from app.scan.meaning import Meaning
from app.ui.feedback import Feedback
from app.ui.words import Sentence, sentence

Command = (
    ClaimWork
    | AssignTote
    | ConfirmPick
    | ReportShort
    | UndoPick
    | GiveBackWork
    | HandOnTote
)

NOBODY: Final = Badge("")
NO_BIN: Final = BinCode("")
NO_TASK: Final = TaskId("")


# ── what is remembered ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The last verdict. It stands until the next scan or tap answers with another."""

    feedback: Feedback = Feedback.READY
    says: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of a walk that is over."""

    zone: ZoneCode
    order_ref: str
    tote: ToteCode
    stops: int
    picked_each: int
    missing_each: int
    drop: DropCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What this screen alone remembers. Losing it costs a scan, never a pick.

    `in_hand_each` were scanned for `in_hand_task` before its bin was, and count once it is.
    `must_scan_tote` is set when another's walk was taken on and its tote is elsewhere.
    """

    badge: Badge = NOBODY
    bin_seen: BinCode = NO_BIN
    in_hand_each: int = 0
    in_hand_task: TaskId = NO_TASK
    must_scan_tote: bool = False
    last_task: TaskId = NO_TASK
    told: Told = Told()
    summary: Summary | None = None


# ── where a person is ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nobody stands here yet."""


@dataclass(frozen=True, slots=True)
class ChoosingWork:
    """Somebody without a walk."""


@dataclass(frozen=True, slots=True)
class WantsTote:
    """A walk whose tote has not been scanned; on a cart, the one for a `position`."""

    walk: Walk
    position: int = 0


@dataclass(frozen=True, slots=True)
class AtTheBin:
    """The picker has been sent to a bin and has not scanned it yet."""

    walk: Walk
    stop: Stop


@dataclass(frozen=True, slots=True)
class TakingGoods:
    """The bin is right; each item scanned goes into the tote.

    On a cart it counts once the tote in its position is scanned; until then so many eaches
    are `in_hand`.
    """

    walk: Walk
    stop: Stop
    in_hand: int = 0


@dataclass(frozen=True, slots=True)
class BringingTote:
    """No stop is open. The tote has to be set down where the next person finds it."""

    walk: Walk


@dataclass(frozen=True, slots=True)
class AllDone:
    """A walk was set down, and there is no other yet."""

    summary: Summary


Stage = (
    SignedOut | ChoosingWork | WantsTote | AtTheBin | TakingGoods | BringingTote | AllDone
)


def stage_of(
    memory: Memory, walk: Walk | None, ahead: Sequence[Stop], *, has_tote: bool
) -> Stage:
    """Where the person is.

    Args:
        memory: What this screen remembers.
        walk: The person's walk, as the books have it.
        ahead: Its open stops in the order of the route.
        has_tote: Whether the books say that the walk's tote is on its way with somebody.
    """
    if not memory.badge:
        return SignedOut()
    if walk is None:
        return AllDone(memory.summary) if memory.summary else ChoosingWork()
    if not ahead:
        return BringingTote(walk)
    stop = ahead[0]
    if stop.position:
        empty = [each.position for each in ahead if not each.tote]
        if empty:
            return WantsTote(walk, min(empty))
    elif not walk.pick_list.tote or not has_tote or memory.must_scan_tote:
        return WantsTote(walk)
    if memory.bin_seen == stop.task.bin_code:
        return TakingGoods(walk, stop, in_hand_each(stop, memory))
    return AtTheBin(walk, stop)


def in_hand_each(stop: Stop, memory: Memory) -> int:
    """What was scanned for a stop and does not count yet, in eaches."""
    # The route may have changed meanwhile, and with it what is wanted next.
    return memory.in_hand_each if memory.in_hand_task == stop.task.task_id else 0


def is_same_place(one: Stage, other: Stage) -> bool:
    """Whether a tap meant for one stage may act on the other, which is so by now."""
    match one, other:
        case (AtTheBin(), AtTheBin()) | (TakingGoods(), TakingGoods()):
            return one.stop.task.task_id == other.stop.task.task_id
        case (WantsTote(), WantsTote()):
            is_same = one.walk.pick_list.list_id == other.walk.pick_list.list_id
            return is_same and one.position == other.position
        case (BringingTote(), BringingTote()):
            return one.walk.pick_list.list_id == other.walk.pick_list.list_id
        case _:
            return type(one) is type(other)


def waits_for(stage: Stage) -> Sentence:
    """The next scan, in words. It is always on the screen."""
    match stage:
        case SignedOut():
            return sentence("pick_scan_badge")
        case ChoosingWork() | AllDone():
            return sentence("pick_choose_or_tote")
        case WantsTote(position=position) if position:
            return sentence("scan_tote_for_position", position=position)
        case WantsTote(walk) if walk.pick_list.tote:
            return sentence("scan_tote", tote=walk.pick_list.tote)
        case WantsTote():
            return sentence("pick_scan_empty_tote")
        case AtTheBin(stop=stop):
            return sentence("scan_bin", bin=stop.task.bin_code)
        case TakingGoods(stop=stop, in_hand=n):
            return _next_each(stop, n)
        case BringingTote(walk) if walk.totes:
            return sentence("scan_drop", drop=walk.drop)
        case BringingTote():
            return sentence("pick_nothing_to_bring")
        case _:
            assert_never(stage)


def _next_each(stop: Stop, in_hand: int) -> Sentence:
    if in_hand and in_hand >= stop.task.left_each:
        return sentence("pick_scan_position", position=stop.position, tote=stop.tote)
    is_first = not (stop.task.picked_each or in_hand)
    return sentence("pick_scan_item" if is_first else "pick_scan_next_item")


def urgent_first(zones: Sequence[ZoneWork]) -> list[ZoneWork]:
    """Zones in the order they should be walked: what must leave first, then what can wait."""
    return sorted(zones, key=_urgency)


def _urgency(work: ZoneWork) -> tuple[bool, bool, float, str]:
    leaves = work.ship_by.timestamp() if work.ship_by else 0.0
    return (not work.lists_ready, work.ship_by is None, leaves, work.zone)


# ── what comes in, what follows ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was scanned, and what the site knows of it: a name, a person, a waiting walk."""

    meaning: Meaning
    item_name: str = ""
    person: Person | None = None
    waiting: PickList | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What follows: commands to do one after the other, and what to remember until then."""

    memory: Memory
    commands: tuple[Command, ...] = ()
