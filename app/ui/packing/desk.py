"""The packing table: what is scanned goes through the flow into the books and back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.engine.names import Badge, ParcelId, Sku, ToteCode
from app.engine.packing import PackItem, StartPacking
from app.engine.site import Person, Role
from app.operations.running import NOBODY, do
from app.operations.seeing_packing import (
    ParcelPapers,
    see_carriers,
    see_packing_job,
    see_papers,
    see_parcel_by_sscc,
    see_totes_to_pack,
    see_unlabelled,
)
from app.operations.seeing_tables import (
    NamedItem,
    TableUse,
    see_last_at,
    see_named_item,
    see_packed_from,
)
from app.operations.seeing_work import see_item, see_people, see_person
from app.scan.meaning import BadgeCode, ItemCode, ItemMatch, ParcelCode, Unknown, meaning
from app.scan.symbol import Symbol
from app.station import Station
from app.ui.packing import flow
from app.ui.packing.answers import answered
from app.ui.packing.following import followed
from app.ui.packing.states import (
    AtStart,
    Command,
    Input,
    Key,
    Labelling,
    Loading,
    Number,
    Paper,
    Seen,
    SigningIn,
    State,
    Step,
    Verifying,
    Weighing,
)

UNLABELLED_MOST: Final = 8
"""More of them than this are counted, not listed: the first ones go first."""


@dataclass(eq=False)
class Desk:
    """One kiosk's state. It is lost with the browser; nothing that was done is."""

    station: Station
    badge: Badge = NOBODY
    state: State = field(default_factory=SigningIn)
    last_here: TableUse | None = None
    """What was done last to the tote on this table, and was done here."""

    def __post_init__(self) -> None:
        if self.badge:
            self.state = AtStart()

    def read(self, raw: str) -> Input:
        """What a scanned or typed text is here: a number where one is asked, or a code."""
        digits = flow.digits_taken(self.state)
        if raw.isascii() and raw.isdecimal() and len(raw) <= digits:
            return Number(value=int(raw))
        return meaning(Symbol(raw=raw), self._item)

    def read_likeliest(self, texts: Sequence[str]) -> Input:
        """What came, when it may be one text or another: the first that is known.

        Only the first, the whole line, may be a number: the tail of a code is no count.
        """
        whole, *others = texts
        first = self.read(whole)
        read = [first, *(meaning(Symbol(raw=text), self._item) for text in others)]
        return next((each for each in read if not isinstance(each, Unknown)), first)

    def take(self, came: Input) -> Step:
        """Take what came, do it in the books, and stand where that leads.

        Raises:
            DatabaseUnusable: the disk is full or broken; nothing was done.
        """
        step = flow.heard(self.state, came, see(self.station, self.state, came=came))
        if step.badge is not None:
            self.badge = step.badge
        self.state = step.state
        if step.do:
            self._do(step.do, came)
        if came is Key.SHIP:
            # Others may have gone on with what was put aside.
            self.follow()
        return step

    def follow(self) -> bool:
        """Take in what was done elsewhere. Returns whether that leads somewhere else."""
        seen = see(self.station, self.state)
        before = self.state
        if isinstance(before, Verifying | Weighing):
            seen = replace(seen, other=self._other(before.tote, since=self.last_here))
        self.state = followed(before, seen)
        return self.state is not before

    def one_key(self, text: str) -> Input | None:
        """What a single key means by itself here, if anything."""
        sign = text.lower()
        if sign not in flow.one_keys(self.state, see(self.station, self.state)):
            return None
        return Number(value=int(sign)) if sign.isdecimal() else Key(sign)

    def parcel_to_print(self, paper: Paper | None) -> ParcelId | None:
        """The parcel whose paper was asked for."""
        state = self.state
        return state.parcel_id if paper and isinstance(state, Labelling) else None

    def _do(self, command: Command, came: Input) -> None:
        is_begun = isinstance(command, StartPacking)
        other = self._other(command.tote) if is_begun else None
        verdict = do(self.station, command, badge=self.badge)
        seen = see(self.station, self.state, came=came, asked=command)
        self.state = answered(self.state, command, verdict, replace(seen, other=other))
        if isinstance(command, StartPacking | PackItem):
            self.last_here = see_last_at(self.station, command.tote)

    def _other(self, tote: ToteCode, since: TableUse | None = None) -> TableUse | None:
        """Who else packed out of a tote last, if that was after what was done here."""
        last = see_last_at(self.station, tote)
        is_other = last is not None and last.badge != self.badge and last != since
        return last if is_other else None

    def _item(self, code: str) -> ItemMatch | None:
        found = see_item(self.station, code)
        return found and ItemMatch(sku=found.sku, qty_each=found.qty_each)


def see(
    station: Station,
    state: State,
    *,
    came: Input | None = None,
    asked: Command | None = None,
) -> Seen:
    """Read what the screen and the rules of this state need, and nothing else."""
    tote = _tote(state, asked)
    at_start = isinstance(state, AtStart)
    unlabelled = see_unlabelled(station)[:UNLABELLED_MOST] if at_start else ()
    papers = [see_papers(station, each.parcel_id) for each in unlabelled]
    return Seen(
        people=_people(station) if isinstance(state, SigningIn) else (),
        person=_person(station, came),
        totes=tuple(see_totes_to_pack(station)) if at_start else (),
        unlabelled=tuple(each for each in papers if each),
        job=see_packing_job(station, tote) if tote else None,
        papers=(
            see_papers(station, state.parcel_id) if isinstance(state, Labelling) else None
        ),
        scanned=_scanned(station, came),
        carriers=(
            tuple(see_carriers(station)) if isinstance(state, AtStart | Loading) else ()
        ),
        item=_item(station, state, came),
        packed_from=(
            see_packed_from(station, asked.tote)
            if isinstance(asked, StartPacking)
            else None
        ),
    )


def _item(station: Station, state: State, came: Input | None) -> NamedItem | None:
    stray = state.stray if isinstance(state, Verifying) else ""
    sku = came.sku if isinstance(came, ItemCode) else Sku(stray)
    return see_named_item(station, sku) if sku else None


def _tote(state: State, asked: Command | None) -> ToteCode | None:
    if isinstance(asked, StartPacking | PackItem):
        return asked.tote
    return state.tote if isinstance(state, Verifying | Weighing) else None


def _people(station: Station) -> tuple[Person, ...]:
    return tuple(see_people(station, Role.PACKER) or see_people(station))


def _person(station: Station, came: Input | None) -> Person | None:
    return see_person(station, came.badge) if isinstance(came, BadgeCode) else None


def _scanned(station: Station, came: Input | None) -> ParcelPapers | None:
    if not isinstance(came, ParcelCode):
        return None
    parcel = see_parcel_by_sscc(station, came.sscc)
    return parcel and see_papers(station, parcel.parcel_id)
