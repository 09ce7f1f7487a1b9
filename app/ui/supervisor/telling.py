"""What happened to an order, in words: one sentence for every kind of operation."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, cast

from app.ui.words import Sentence


class Happened(Protocol):
    """What is asked of an operation that was kept; `OrderStory.operations` are such."""

    @property
    def kind(self) -> str: ...
    @property
    def badge(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def body(self) -> str: ...
    @property
    def outcome(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an order's story. `who` is empty when no person did it."""

    at: datetime
    who: str
    what: Sentence
    needs_a_look: bool = False


KINDS: Final = frozenset(
    {
        "place_order",
        "cancel_quantity",
        "take_payment",
        "hold_order",
        "let_go_order",
        "change_order",
        "cancel_order",
        "cancel_line",
        "substitute_line",
        "put_back",
        "receive_stock",
        "release_orders",
        "release_wave",
        "take_back_work",
        "take_back_order",
        "end_claim",
        "skip_stop",
        "change_lot",
        "hand_over_walk",
        "tote_full",
        "sort_from_batch",
        "bring_tote",
        "claim_work",
        "give_back_work",
        "assign_tote",
        "confirm_pick",
        "undo_pick",
        "report_short",
        "hand_on_tote",
        "start_packing",
        "open_parcel",
        "pack_item",
        "move_between_parcels",
        "merge_parcels",
        "close_parcel",
        "confirm_label",
        "void_parcel",
        "send_to_hospital",
        "leave_hospital",
        "load_parcel",
        "take_off_manifest",
        "hand_over",
        "set_tracking",
        "carrier_told",
        "confirm_delivery",
        "open_return",
        "receive_return",
        "inspect_return",
        "close_return",
    }
)
"""Kinds that can be part of an order's story; each has the sentence `sup_did_<kind>`."""


def story(operations: Iterable[Happened], names: Mapping[str, str]) -> list[Event]:
    """An order's story, the latest first; `names` are people's by badge."""
    events = [
        Event(
            at=each.at,
            who=names.get(each.badge, each.badge),
            what=what_happened(each.kind, each.body),
            needs_a_look=each.outcome == "discrepancy",
        )
        for each in operations
        if each.outcome != "refused"
    ]
    return list(reversed(events))


def what_happened(kind: str, body: str) -> Sentence:
    """The sentence for an operation of this kind with this body (JSON)."""
    values = _values(body)
    if kind not in KINDS:
        return Sentence("sup_did_other", (("kind", kind.replace("_", " ")),))
    if kind == "report_short":
        return Sentence(f"sup_did_short_{values['reason']}")
    if kind == "close_parcel" and not values["weight_g"]:
        return Sentence("sup_did_close_parcel_unweighed")
    if kind == "carrier_told":
        return Sentence(f"sup_did_carrier_{values['event']}")
    return Sentence(f"sup_did_{kind}", tuple(values.items()))


def spaced(sscc: str) -> str:
    """A parcel's number in groups an eye can follow, as its label prints it."""
    if len(sscc) != 18:
        return sscc
    return f"{sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17]}"


def _values(body: str) -> dict[str, str | int]:
    read: Any = json.loads(body)
    fields = cast(dict[str, Any], read)
    values = {
        name: value for name, value in fields.items() if isinstance(value, (str, int))
    }
    return {**values, "sscc": spaced(str(values["sscc"]))} if "sscc" in values else values
