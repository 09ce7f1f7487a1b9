"""Where a packer is, what can come in, and what the table and the books show of it."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.engine.names import Badge, ParcelId, Sku, ToteCode
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, StartPacking
from app.engine.shipping import HandOver, LoadParcel
from app.engine.site import Person
from app.operations.seeing_packing import (
    ManifestView,
    PackingJob,
    ParcelPapers,
    WaitingTote,
)
from app.operations.seeing_tables import NamedItem, PackedFrom, TableUse
from app.scan.meaning import Meaning
from app.ui.feedback import Feedback
from app.ui.words import Sentence

Command = StartPacking | PackItem | CloseParcel | ConfirmLabel | LoadParcel | HandOver


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The last verdict. It stands until the next scan or key answers with another."""

    feedback: Feedback = Feedback.READY
    says: Sentence | None = None


# ── where one is ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """Nobody stands at the table yet."""

    told: Told = field(default=Told())


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStart:
    """The table is empty: the next tote is awaited."""

    told: Told = field(default=Told())


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """A tote is on the table. `in_hand` is the item verified last, whose count is typed.

    `stray` was scanned instead and does not belong here: a SKU, or a code nobody knows.
    Then nothing is in hand, and no number counts for what was scanned before it.
    """

    tote: ToteCode
    in_hand: Sku | None = None
    stray: str = ""
    told: Told = field(default=Told())


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """Everything is verified. `asked_g` was typed, is doubted, and awaits a second Enter.

    0 is no weight: the parcel goes unweighed only when that was typed and confirmed.
    """

    tote: ToteCode
    asked_g: int | None = None
    told: Told = field(default=Told())


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """The parcel is closed; its label is printed, and awaited by the scanner."""

    parcel_id: ParcelId
    opened: frozenset["Paper"] = frozenset()
    """Papers that were opened to be printed."""
    told: Told = field(default=Told())


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """Parcels go onto a carrier's manifest. `is_leaving`: asked whether to hand over.

    `aside` is the work that was put aside for it, and is gone back to.
    """

    carrier: str = ""
    is_leaving: bool = False
    aside: Verifying | Weighing | Labelling | None = None
    told: Told = field(default=Told())


State = SigningIn | AtStart | Verifying | Weighing | Labelling | Loading


# ── what comes in ─────────────────────────────────────────────────────────────────────


class Paper(StrEnum):
    """What can be printed for a parcel."""

    LABEL = "label"
    SLIP = "slip"


class Key(StrEnum):
    """A key that is no code."""

    ENTER = "enter"
    ESCAPE = "escape"
    SHIP = "ship"
    """F2: over to the carriers, and back."""
    LABEL = "l"
    SLIP = "s"
    HAND_OVER = "h"
    HAND_OVER_HELD = "hand_over_held"
    """The button was held: it needs no second question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Digits typed where a number is asked: a choice, a count, grams."""

    value: int


Input = Meaning | Key | Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the books say, as far as the state and the input need it."""

    people: tuple[Person, ...] = ()
    """Those who may stand here, in the order of their numbers on the screen."""
    person: Person | None = None
    """Who wears the badge just scanned."""
    totes: tuple[WaitingTote, ...] = ()
    unlabelled: tuple[ParcelPapers, ...] = ()
    job: PackingJob | None = None
    """What is in the tote on the table."""
    papers: ParcelPapers | None = None
    """The parcel whose label is awaited."""
    scanned: ParcelPapers | None = None
    """The parcel whose SSCC was just scanned."""
    carriers: tuple[ManifestView, ...] = ()
    item: NamedItem | None = None
    """The item just scanned, or the one that does not belong here."""
    other: TableUse | None = None
    """Somebody else who packed out of this tote last."""
    packed_from: PackedFrom | None = None
    """What became of the order that was in the tote just scanned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What follows: the next state, and what is to be done in the books or printed."""

    state: State
    do: Command | None = None
    paper: Paper | None = None
    badge: Badge | None = None
    """Who stands here from now on; an empty badge is nobody."""
    leave: bool = False
    """Back to where one chooses what to do."""
