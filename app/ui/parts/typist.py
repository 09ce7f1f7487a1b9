"""Typing where no field is focused: what was typed is shown, and Enter always answers."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from app.scan.symbol import Source, Symbol
from app.ui.parts import lettering
from app.ui.parts.typed_line import KEYS, TypedLine
from app.ui.scanning import Keyboard
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look

REVEAL_S: Final = 0.25
"""A scanner is done by then; what still stands was typed by hand."""

SPACES: Final = ("Space", " ")


@dataclass(eq=False)
class Typist:
    """The line one page's keys make. It tells whoever shows it, after a moment."""

    keyboard: Keyboard
    line: TypedLine = field(default_factory=TypedLine)
    watchers: list[Callable[[str], None]] = field(
        default_factory=list[Callable[[str], None]]
    )
    _is_shown: bool = False
    _later: asyncio.TimerHandle | None = None

    @property
    def shown(self) -> str:
        """What is shown of the line now."""
        return self.line.text if self._is_shown else ""

    def shortcuts(self) -> dict[str, Callable[[], None]]:
        """What each key does; for `use_shortcuts`."""
        signs: Mapping[str, str] = {**KEYS, **dict.fromkeys(SPACES, " ")}
        return {
            # One lambda each: they differ in their sign.
            **{
                name: (lambda sign=sign: self._press(sign))
                for name, sign in signs.items()
            },
            "Enter": self._enter,
            "Numpad Enter": self._enter,
            "Backspace": self._back,
            "Escape": self.clear,
        }

    def take(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """What a scan may mean in the light of what stood before it, the likelier first."""
        if symbol.source is not Source.WEDGE:
            return (symbol,)
        texts = [text.strip() for text in self.line.take(symbol.raw)]
        self._changed()
        # Fingers may have typed it all, and fingers write a bin in more ways than labels.
        by_hand = Symbol(raw=texts[0], source=Source.TYPED)
        return (*(Symbol(raw=text, source=Source.WEDGE) for text in texts), by_hand)

    def clear(self) -> None:
        """Away with the line."""
        self.line.clear()
        self.keyboard.forget()
        self._changed()

    def _press(self, sign: str) -> None:
        self.line.press(sign)
        self._changed()

    def _back(self) -> None:
        self.line.back()
        self._changed()

    def _enter(self) -> None:
        unheard = self.keyboard.hub.unheard
        text = self.line.beyond(unheard).strip()
        if not text and unheard:
            return  # a scanner's second Enter: what stands on the line was its scan
        self.clear()
        if text:
            self.keyboard.hub.offer(Symbol(raw=text, source=Source.TYPED))

    def _changed(self) -> None:
        if not self.line.text:
            self._is_shown = False
        elif not self._is_shown and self._later is None:
            loop = asyncio.get_running_loop()
            self._later = loop.call_later(REVEAL_S, self._reveal)
        if self._is_shown or not self.line.text:
            self._tell()

    def _reveal(self) -> None:
        self._later = None
        self._is_shown = bool(self.line.text)
        self._tell()

    def _tell(self) -> None:
        for watcher in list(self.watchers):
            watcher(self.shown)


@ft.component
def TypedEcho(*, typist: Typist, look: Look) -> ft.Control:
    """What is being typed, over the lower edge of the work; nothing while nothing is."""
    text, show = ft.use_state(typist.shown)

    def watch() -> None:
        typist.watchers.append(show)

    def leave() -> None:
        if show in typist.watchers:
            typist.watchers.remove(show)

    ft.use_effect(watch, [], cleanup=leave)
    return _echo(look, text) if text else ft.Container(key="typed-nothing")


def _echo(look: Look, text: str) -> ft.Control:
    icon = ft.Icon(ft.Icons.KEYBOARD, size=look.sp.title, color=look.colours.link)
    room = look.width - 4 * MEDIUM - look.sp.title
    size = min(look.sp.title, room / (len(text) + 1) / 0.632)
    typed = lettering.big_figure(look, f"{text}_", size=size)
    how = lettering.small(look, look.say("pick_typing_how"), lines=1)
    how.size = min(look.sp.small, room / len(how.value) / 0.55)
    words = ft.Column([typed, how], spacing=0, tight=True, expand=True)
    return ft.Container(
        key="typed",
        bgcolor=look.colours.card,
        border=ft.Border.all(HAIR, look.colours.link),
        border_radius=SMALL,
        margin=ft.Margin.symmetric(horizontal=SMALL, vertical=TIGHT),
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=SMALL),
        content=ft.Row([icon, words], spacing=MEDIUM),
    )
