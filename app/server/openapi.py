"""The OpenAPI 3.1 document of what programs can ask, made from the commands themselves."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import msgspec

from app.database.purchases import Expected
from app.engine.names import Badge, OpId, OrderId, Sku
from app.engine.notices import NoticeKind
from app.engine.orders import Order, OrderLine
from app.engine.stock import Balance
from app.engine.task_states import NoticeState
from app.operations.kinds import KINDS
from app.operations.seeing_parcels import ParcelView
from app.operations.seeing_timelines import Fate, Moved
from app.sync.protocol import Problem

VERSION: Final = "3.1.0"
_REF: Final = "#/components/schemas/{name}"


# ── what is answered ──────────────────────────────────────────────────────────────────


class OperationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """It was done: under this id, with these values, as the sentence says."""

    op_id: OpId
    effect: str
    says: str
    values: dict[str, str | int]


class No(msgspec.Struct, frozen=True, kw_only=True):
    """It was refused by a rule, and nothing changed."""

    reason: str
    says: str
    wanted: str
    got: str


class FieldOfKind(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a command, and in words what it holds."""

    name: str
    holds: str
    is_optional: bool


class KindAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of operation: its fields, who may do it, and how it is undone."""

    kind: str
    is_fact: bool
    fields: list[FieldOfKind]
    roles: list[str]
    undone_by: list[str]
    undo_says: str


class OrderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One order with its lines, and its parcels with what is in them and their tracking."""

    order: Order
    lines: tuple[OrderLine, ...]
    parcels: tuple[ParcelView, ...]


class StockAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What can be sold of a SKU, where it is, and what has still to come."""

    sku: Sku
    name: str
    available_each: int
    on_hand_each: int
    reserved_each: int
    safety_each: int
    places: tuple[Balance, ...]
    expected: tuple[Expected, ...]


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; `number` asks for what is before it."""

    number: int
    op_id: OpId
    at: datetime
    badge: Badge
    who: str
    station: str
    kind: str
    fate: Fate
    reason: str
    wanted: str
    got: str
    moved: tuple[Moved, ...]
    was: str
    state: str


class ToldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is told; `order_ref` is empty when it is about no order."""

    notice_id: str
    kind: NoticeKind
    state: NoticeState
    at: datetime
    order_id: OrderId
    order_ref: str
    subject: str
    facts: dict[str, Any]


class UndoAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an operation can be undone now, by which command, and what hands must do."""

    can_be_undone: bool
    says: str
    reason: str = ""
    kind: str = ""
    command: Any = None


# ── what can be asked ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may follow a path after `?`."""

    name: str
    says: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A path, what reads it, the type of its answer, and what it is for."""

    path: str
    see: Callable[..., object]
    answers: Any
    says: str
    query: tuple[Parameter, ...] = ()


@cache
def document(root: str, reads: Sequence[Read]) -> dict[str, Any]:
    """The whole document; `root` is what every path begins with."""
    commands = [kind.command for kind in KINDS]
    answers = [OperationAnswer, No, Problem, *(each.answers for each in reads)]
    schemas, components = msgspec.json.schema_components(
        [*commands, *answers], ref_template=_REF
    )
    paths: dict[str, Any] = {
        f"{root}/operations/{kind.name}": {"post": _post(kind.name, kind.run, schema)}
        for kind, schema in zip(KINDS, schemas, strict=False)
    }
    for read, schema in zip(reads, schemas[len(commands) + 3 :], strict=True):
        paths[f"{root}{read.path}"] = {"get": _get(read, schema)}
    paths[f"{root}/undo/{{op_id}}"]["post"] = _take_back()
    return {
        "openapi": VERSION,
        "info": {
            "title": "Zonewise",
            "version": "1",
            "description": "Operations and reads for shops and ERPs.",
        },
        "paths": paths,
        "security": [{"token": []}],
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _post(
    kind: str, run: Callable[..., object], schema: dict[str, Any]
) -> dict[str, Any]:
    return {
        "operationId": kind,
        "summary": _first_sentence(run),
        "parameters": [
            _header("Idempotency-Key", "the same key again is answered as before"),
            *_SIGNED,
        ],
        "requestBody": {"required": True, "content": _json(schema)},
        "responses": _responses(
            _named("OperationAnswer"), (400, 401, 409, 413, 422, 503)
        ),
    }


def _take_back() -> dict[str, Any]:
    return {
        "operationId": "undo",
        "summary": "Take an operation back by its opposite, once.",
        "parameters": [_in_path("op_id"), *_SIGNED],
        "responses": _responses(_named("OperationAnswer"), (400, 401, 404, 409, 503)),
    }


def _get(read: Read, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": "see_" + re.sub(r"\W+", "_", read.path.strip("/}")),
        "summary": read.says,
        "parameters": [
            *(_in_path(name) for name in re.findall(r"{(\w+)}", read.path)),
            *(_in_query(each) for each in read.query),
            _LANGUAGE,
        ],
        "responses": _responses(schema, (400, 401, 404, 503)),
    }


_WHY: Final = {
    400: "It cannot be understood, or not be kept; the sentence says where.",
    401: "The site's token is missing or wrong.",
    404: "There is no such thing here.",
    409: "A rule refused it; nothing changed.",
    413: "It is too long.",
    422: "Something else was asked under this Idempotency-Key.",
    503: "The database cannot be used now. Ask again later.",
}
_RULES: Final = frozenset({409, 413, 422})


def _responses(done: dict[str, Any], others: Sequence[int]) -> dict[str, Any]:
    return {
        "200": {"description": "It was done, or read.", "content": _json(done)},
        **{
            f"{status}": {
                "description": _WHY[status],
                "content": _json(_named("No" if status in _RULES else "Problem")),
            }
            for status in others
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _named(name: str) -> dict[str, Any]:
    return {"$ref": _REF.format(name=name)}


def _header(name: str, says: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": says,
        "schema": {"type": "string"},
    }


_LANGUAGE: Final = _header("Accept-Language", "what sentences are said in: en, de")
_SIGNED: Final = (_header("X-Badge", "who does it; their role holds"), _LANGUAGE)


def _in_path(name: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(each: Parameter) -> dict[str, Any]:
    return {
        "name": each.name,
        "in": "query",
        "required": False,
        "description": each.says,
        "schema": {"type": "integer" if each.is_number else "string"},
    }


def _first_sentence(run: Callable[..., object]) -> str:
    return str(run.__doc__).partition("\n")[0]
