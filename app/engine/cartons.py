"""The cartons parcels are packed in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.engine.refusals import Refusal, Refused

NO_CARTON: Final = ""


class CartonState(StrEnum):
    """Whether a carton may be taken. Rows are kept: old parcels were packed in it."""

    IN_USE = "in_use"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCartonType:
    """We pack in this carton; measures are outside, `most_g` is what it bears in all."""

    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    most_g: int
    cost_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCartonType:
    """We do not pack in this carton any more."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonType:
    """A kind of carton. `cost_minor` is its price in the currency's smallest unit."""

    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    most_g: int
    cost_minor: int = 0
    state: CartonState = CartonState.IN_USE


def set_carton_type(asked: SetCartonType) -> CartonType | Refused:
    """A carton has a code, three sides, and bears more than it weighs."""
    if not asked.code.strip():
        return _wrong("code", "-")
    for side in ("length_mm", "width_mm", "height_mm"):
        if getattr(asked, side) <= 0:
            return _wrong(side, f"{getattr(asked, side)}")
    for least in ("tare_g", "cost_minor"):
        if getattr(asked, least) < 0:
            return _wrong(least, f"{getattr(asked, least)}")
    if asked.most_g <= asked.tare_g:
        return _wrong("most_g", f"{asked.most_g}")
    return CartonType(
        code=asked.code,
        name=asked.name,
        length_mm=asked.length_mm,
        width_mm=asked.width_mm,
        height_mm=asked.height_mm,
        tare_g=asked.tare_g,
        most_g=asked.most_g,
        cost_minor=asked.cost_minor,
    )


def may_take(carton: CartonType | None, code: str) -> Refused | None:
    """Only a carton that is known and in use can be packed in."""
    if carton is None or carton.state is CartonState.REMOVED:
        return Refused(reason=Refusal.UNKNOWN_CARTON, got=code)
    return None


def _wrong(measure: str, got: str) -> Refused:
    return Refused(reason=Refusal.CARTON_MEASURE, wanted=measure, got=got)
