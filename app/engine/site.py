"""The building and the people in it."""

from dataclasses import dataclass
from enum import StrEnum

from app.engine.names import NOBODY, Badge, BinCode
from app.engine.refusals import Refusal, Refused
from app.engine.stock import BinStatus, BinUse


class Role(StrEnum):
    """What a person does here, and which screens open for them."""

    PICKER = "picker"
    PACKER = "packer"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpSite:
    """Name the building, say where parcels come from, and lay out its floor (TOML)."""

    name: str
    ship_from: tuple[str, ...]
    floor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpBin:
    """Say what a bin is for, and what the goods in it are good for."""

    bin_code: BinCode
    use: BinUse = BinUse.PICK_FACE
    status: BinStatus = BinStatus.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson:
    """Somebody works here from now on, or is called something else."""

    badge: Badge
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreference:
    """How a person wants screens to be: one named thing, such as `text_percent`.

    It follows the badge to every device. A screen that does not know a name, or cannot
    read a value, shows its own usual.
    """

    badge: Badge
    name: str
    value: str


def set_preference(
    asked: SetPreference, who: Badge, person: "Person | None"
) -> Refused | None:
    """Decide whether `who` may change this: everybody their own, nobody another's."""
    if person is None or asked.badge != who:
        return Refused(reason=Refusal.NOT_ALLOWED, wanted=asked.badge, got=who)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here."""

    badge: Badge
    name: str
    role: Role


def supervises(badge: Badge, person: Person | None) -> Refused | None:
    """Only supervisors decide what the books say. `NOBODY` is Zonewise itself, and may."""
    if badge == NOBODY or (person and person.role is Role.SUPERVISOR):
        return None
    return Refused(
        reason=Refusal.NOT_ALLOWED,
        wanted=Role.SUPERVISOR,
        got=person.role if person else badge,
    )
