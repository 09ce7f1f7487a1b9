"""The building and the people in it."""

from dataclasses import dataclass
from enum import StrEnum

from app.engine.names import Badge


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
class AddPerson:
    """Somebody works here from now on, or is called something else."""

    badge: Badge
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here."""

    badge: Badge
    name: str
    role: Role
