"""A Flet client without Flutter: what a screen holds, and a finger to tap it.

The session is Flet's own. Every message goes through Flet's own encoder, which is also what
arms its diffing, and a mirror of the client's tree is kept by applying the same patches.
"""

import asyncio
import concurrent.futures
import contextlib
import inspect
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, cast

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import (
    _context_page,  # pyright: ignore[reportPrivateUsage]  (Flet sets it per connection)
    context,
)
from flet.messaging import protocol
from flet.messaging.connection import Connection
from flet.messaging.protocol import MessageAction
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

Node = dict[str, Any]
"""A control as the client holds it: `_c` is its kind, `_i` its number."""

_encode: Any = cast(Any, protocol).configure_encode_object_for_msgpack(BaseControl)
_decode: Any = cast(Any, protocol).decode_ext_from_msgpack
_pack = cast(Any, msgpack).packb
_unpack = cast(Any, msgpack).unpackb


class FakeClient(Connection):
    """One connected screen. Create it inside a running event loop.

    `calls` are the client-side methods the app asked for (play a tone, take a picture);
    `answers` says what they return, by method name: a value, an exception, or a function
    of the arguments. `errors` are crashes the person would have been shown.
    """

    def __init__(
        self,
        *,
        width: int = 412,
        height: int = 915,
        platform: str = "android",
        route: str = "/",
        web: bool = False,
    ) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = concurrent.futures.ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url, self.page_name = "http://localhost", ""
        self.nodes: dict[int, Node] = {}
        self.root: Node = {}
        self.bytes_out = 0
        self.messages: list[tuple[str, Any]] = []
        self.calls: list[tuple[str, Node]] = []
        self.errors: list[str] = []
        self.answers: dict[str, Any] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.session = Session(self)
        self.session.apply_page_patch(
            {
                "route": route,
                "web": web,
                "platform": platform,
                "width": width,
                "height": height,
            }
        )

    # ── coming and going ──────────────────────────────────────────────────────────────

    async def start(self, main: Callable[[ft.Page], Any]) -> "FakeClient":
        """Connect and let the app draw its first page."""
        self._hold(self._through_the_wire([0, self.session.get_page_patch()])[1])

        async def run() -> None:
            cast(Any, _context_page).set(self.session.page)
            context.reset_auto_update()
            outcome = main(self.session.page)
            if inspect.isawaitable(outcome):
                await outcome
            await self.session.after_event(self.session.page)

        await asyncio.create_task(run())
        await self.settle()
        return self

    async def stop(self) -> None:
        """Close the session for good, as Flet does some time after the tab was closed."""
        self.session.close()
        await self.settle()
        self.executor.shutdown(wait=False)

    async def reconnect(self) -> None:
        """What a web client does after a dropped socket: it is given the whole page."""
        self.nodes.clear()
        self._hold(self._through_the_wire([0, self.session.page])[1])
        await asyncio.create_task(self.session.connect(self))
        await self.settle()

    def dispose(self) -> None:
        """The socket is gone; this fake has none."""

    # ── what the person sees ──────────────────────────────────────────────────────────

    def shown(self) -> Iterator[Node]:
        """Every visible control of the page on top and of open dialogs."""
        views = self.views()
        yield from _visible(views[-1] if views else self.root)
        for dialog in self.root.get("_dialogs", {}).get("controls", []):
            if dialog.get("open"):
                yield from _visible(dialog)

    def views(self) -> list[Node]:
        """The pages on top of each other, first the lowest."""
        views = cast(list[Any], _inside(self.root.get("views")) or [])
        return [_inside(view) for view in views]

    def texts(self) -> list[str]:
        """Every text on the screen, in drawing order."""
        return [
            node[name]
            for node in self.shown()
            for name in ("value", "content", "label", "title")
            if isinstance(node.get(name), str)
        ]

    def find(
        self, key: str | None = None, *, text: str | None = None, kind: str | None = None
    ) -> Node:
        """The first visible control with this key or text.

        Raises:
            LookupError: There is none; the message says what is there instead.
        """
        for node in self.shown():
            if kind is not None and node["_c"] != kind:
                continue
            if key is not None and _key(node) == key:
                return node
            if text is not None and text in _texts(node):
                return node
            if key is None and text is None:
                return node
        sought = f"key={key!r} text={text!r} kind={kind!r}"
        missing = f"no control with {sought}; there is {self.texts()}"
        raise LookupError(missing)

    def has(self, key: str | None = None, *, text: str | None = None) -> bool:
        """Whether such a control is visible."""
        with contextlib.suppress(LookupError):
            return bool(self.find(key, text=text))
        return False

    # ── what the person does ──────────────────────────────────────────────────────────

    async def tap(self, key: str | None = None, *, text: str | None = None) -> None:
        """Tap a control that can be tapped."""
        node = self.find(key, text=text)
        assert not node.get("disabled"), f"disabled: {node}"
        assert node.get("on_click"), f"nothing happens on a tap: {node}"
        await self.event(node, "click")

    async def enter(self, key: str, value: str, *, submit: bool = True) -> None:
        """Type into a text field, and press Enter."""
        node = self.find(key, kind="TextField")
        node["value"] = value
        self.session.apply_patch(node["_i"], {"value": value})
        if node.get("on_change"):
            await self.event(node, "change", value)
        if submit:
            await self.event(node, "submit", value)

    async def press(self, key: str, *, settle: bool = True, **held: bool) -> None:
        """Press one key, named as Flet names it, with `shift`, `ctrl`, `alt` or `meta`."""
        mods = {"shift": False, "ctrl": False, "alt": False, "meta": False}
        await self.event(
            self.root, "keyboard_event", {"key": key, **mods, **held}, settle=settle
        )

    async def scan(self, raw: str) -> None:
        """A wedge scanner types this and presses Enter."""
        for sign in raw:
            shift = sign.isalpha() and sign.isupper()
            await self.press(sign.upper(), settle=False, shift=shift)
        await self.press("Enter")

    async def go(self, route: str, *, settle: bool = True) -> None:
        """Enter an address."""
        self.session.apply_page_patch({"route": route})
        await asyncio.create_task(
            self.session.dispatch_event(1, "route_change", {"route": route})
        )
        if settle:
            await self.settle()

    async def event(
        self, node: Node, name: str, data: Any = None, *, settle: bool = True
    ) -> None:
        """Let a control's event happen."""
        await asyncio.create_task(self.session.dispatch_event(node["_i"], name, data))
        if settle:
            await self.settle()

    async def settle(self, limit_s: float = 2.0) -> None:
        """Wait until nothing has been sent for some turns of the loop.

        Raises:
            AssertionError: The app crashed in the person's face.
        """
        until = time.monotonic() + limit_s
        last, quiet = -1, 0
        while quiet < 8 and time.monotonic() < until:
            now = len(self.messages) + len(self._tasks) * 1_000
            quiet = quiet + 1 if now == last else 0
            last = now
            await asyncio.sleep(0)
        assert not self.errors, "the app crashed:\n" + self.errors[0]

    async def until(self, is_so: Callable[[], bool], limit_s: float = 5.0) -> None:
        """Wait for something that happens on another thread or after a time."""
        end = time.monotonic() + limit_s
        while not is_so():
            assert time.monotonic() < end, f"not so after {limit_s} s: {self.texts()}"
            await asyncio.sleep(0.005)
        await self.settle()

    # ── the wire ──────────────────────────────────────────────────────────────────────

    def send_message(self, message: Any) -> None:
        """Take in what the app sends."""
        action, body = self._through_the_wire([message.action, message.body])
        self.messages.append((MessageAction(action).name, body))
        match MessageAction(action):
            case MessageAction.PATCH_CONTROL:
                self._apply(self.nodes[body["id"]], body["patch"])
            case MessageAction.INVOKE_METHOD:
                self._spawn(self._answer(body))
            case MessageAction.SESSION_CRASHED:
                self.errors.append(body["message"])
            case _:
                pass

    def _through_the_wire(self, message: list[Any]) -> list[Any]:
        packed = _pack(message, default=_encode)
        self.bytes_out += len(packed)
        return _unpack(packed, ext_hook=_decode, strict_map_key=False)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, body: Node) -> None:
        name, args = body["name"], cast(Node, body.get("args") or {})
        self.calls.append((name, args))
        if name == "push_route":
            await self.go(args["route"], settle=False)
        answer = self.answers.get(name)
        if callable(answer):
            answer = answer(args)
        if inspect.isawaitable(answer):
            answer = await answer
        error = str(answer) if isinstance(answer, Exception) else None
        try:
            self.session.handle_invoke_method_results(
                body["control_id"], body["call_id"], None if error else answer, error
            )
        except RuntimeError as trouble:
            # Flet's web server would drop the connection here.
            self.errors.append(str(trouble))

    def _hold(self, root: Node) -> None:
        self.root = root
        self._index(root)

    def _index(self, value: Any) -> None:
        for node in _all_nodes(value):
            self.nodes[node["_i"]] = node

    def _apply(self, root: Node, patch: list[Any]) -> None:
        tree, *changes = patch
        at: dict[int, Any] = {tree[0]: root}
        _locate(root, tree, at)
        for change in changes:
            self._change(at, change)

    def _change(self, at: dict[int, Any], change: list[Any]) -> None:
        match change:
            case [0, place, name, value]:
                at[place][name] = value
                self._index(value)
            case [1, place, name, value]:
                if isinstance(at[place], list):
                    at[place].insert(name, value)
                else:
                    at[place][name] = value
                self._index(value)
            case [2, place, name]:
                del at[place][name]
            case [3, source, old, target, new]:
                at[target].insert(new, at[source].pop(old))
            case _:
                unknown = f"an unknown change: {change}"
                raise AssertionError(unknown)


def _locate(node: Any, tree: list[Any], at: dict[int, Any]) -> None:
    if len(tree) < 2:
        return
    for name, below in tree[1].items():
        child: Any = cast(Node, node).get(name) if isinstance(node, dict) else node[name]
        at[below[0]] = child
        _locate(child, below, at)


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (each for name, each in _items(value) if name != "_internals")
    elif isinstance(value, list):
        yield from cast(list[Any], value)


def _items(node: Any) -> list[tuple[str, Any]]:
    return list(cast(Node, node).items())


def _all_nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, dict) and "_i" in value:
        yield cast(Node, value)
    parts = cast(Node, value).values() if isinstance(value, dict) else _children(value)
    for part in parts:
        yield from _all_nodes(part)


def _visible(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        node = cast(Node, value)
        if node.get("visible") is False:
            return
        if node.get("_c", "C") != "C":
            yield node
    for child in _children(value):
        yield from _visible(child)


def _inside(value: Any) -> Any:
    inside: Any = value
    while isinstance(inside, dict) and cast(Node, inside).get("_c") == "C":
        inside = cast(Node, inside).get("_b")
    return cast(Any, inside)


def _key(node: Node) -> str | None:
    key: Any = node.get("key")
    return cast(Node, key).get("value") if isinstance(key, dict) else key


def _texts(node: Node) -> tuple[Any, ...]:
    return node.get("value"), node.get("content"), node.get("label")
