"""Where the packing table stands when others went on with what is on it. It only decides."""

from dataclasses import replace

from app.engine.names import ToteCode
from app.engine.task_states import ParcelState
from app.ui.feedback import Feedback
from app.ui.packing.states import (
    AtStart,
    Labelling,
    Seen,
    State,
    Told,
    Verifying,
    Weighing,
)
from app.ui.words import sentence


def followed(state: State, seen: Seen) -> State:
    """Where one stands after something changed elsewhere; the same state when nothing did.

    `seen.other` is who packs out of the same tote, when that is not who stands here.
    """
    match state:
        case Verifying(tote=tote) | Weighing(tote=tote):
            return _followed_job(state, tote, seen)
        case Labelling() if not _is_label_awaited(seen):
            return AtStart(told=_careful("pack_moved_on"))
        case _:
            return state


def _followed_job(state: Verifying | Weighing, tote: ToteCode, seen: Seen) -> State:
    if seen.job is None:
        return AtStart(told=_careful("pack_moved_on"))
    left = sum(each.left_each for each in seen.job.goods)
    if isinstance(state, Weighing) and left:
        return Verifying(tote=tote, told=_also_here(seen) or Told())
    if isinstance(state, Verifying) and seen.job.goods and not left:
        all_there = Told(feedback=Feedback.LINE_DONE, says=sentence("pack_all_there"))
        return Weighing(tote=tote, told=_also_here(seen) or all_there)
    also = _also_here(seen)
    if also is None or also == state.told or state.told.feedback is Feedback.WRONG:
        return state
    return replace(state, told=also)


def _also_here(seen: Seen) -> Told | None:
    other = seen.other
    return _careful("pack_also_here", name=other.name) if other else None


def _is_label_awaited(seen: Seen) -> bool:
    papers = seen.papers
    return papers is not None and papers.parcel.state is ParcelState.CLOSED


def _careful(key: str, **values: str) -> Told:
    return Told(feedback=Feedback.CAREFUL, says=sentence(key, **values))
