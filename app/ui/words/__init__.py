"""Every sentence a person can read, one file per language.

    say = speaker("de")
    say("scan_bin", bin="A-07-3-B")        # Scanne Fach A-07-3-B
    say("picks_waiting", n=1)              # 1 Pick wartet

What decides (`flow.py`) does not know the reader's language: it answers a `Sentence`, and
the screen says it with `say.this(sentence)`.

To add a sentence: one line in `en.py`, one in every other language, same key, same places
to fill. `tests/ui/test_words.py` finds what is missing, and calls with wrong keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.ui.words import de, en

Text = str | tuple[str, str]
"""A sentence, or two of them: for exactly one (`n` is 1), and for any other number."""

LANGUAGES: Final[Mapping[str, Mapping[str, Text]]] = {
    "en": en.SENTENCES,
    "de": de.SENTENCES,
}
"""Sentences by language; the first is what every other one is measured against."""

FIRST_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What shall be said, in no language yet. Made by `sentence(key, **values)`."""

    key: str
    values: tuple[tuple[str, str | int], ...] = ()


def sentence(key: str, /, **values: str | int) -> Sentence:
    """Choose a sentence without choosing the language."""
    return Sentence(key, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language's voice. Equal when the language is, so memoised screens stay still."""

    language: str

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Say the sentence with its places filled.

        Raises:
            KeyError: No such sentence, or a place was left empty; tests find both first.
        """
        text = LANGUAGES[self.language][key]
        if not isinstance(text, str):
            text = text[0] if values.get("n") == 1 else text[1]
        return text.format(**values)

    def this(self, asked: Sentence) -> str:
        """Say a sentence that was chosen where the language is not known."""
        return self(asked.key, **dict(asked.values))

    def knows(self, key: str, /) -> bool:
        """Whether there is such a sentence."""
        return key in LANGUAGES[self.language]


def speaker(language: str) -> Speaker:
    """The voice for a language tag such as `de`, `de-AT` or `en_GB`; English if unknown."""
    plain = language.replace("_", "-").split("-")[0].lower()
    return Speaker(plain if plain in LANGUAGES else FIRST_LANGUAGE)


def languages() -> tuple[tuple[str, str], ...]:
    """Tags with each language's own name for itself, for the settings screen."""
    return tuple((tag, str(texts["language_name"])) for tag, texts in LANGUAGES.items())


def refused(reason: str, *, wanted: str = "", got: str = "") -> Sentence:
    """The sentence for a refusal: what is so, then what to do.

    Args:
        reason: The value of an `app.engine.refusals.Refusal`, such as `wrong_bin`.
        wanted: What the rules were waiting for, as the person would say it.
        got: What came instead.

    Where either is empty, a sentence that does without is taken when there is one.
    """
    key = f"refused_{reason}"
    if not wanted and f"{key}_no_wanted" in LANGUAGES[FIRST_LANGUAGE]:
        return sentence(f"{key}_no_wanted", got=got)
    if not got and f"{key}_no_got" in LANGUAGES[FIRST_LANGUAGE]:
        return sentence(f"{key}_no_got", wanted=wanted)
    return sentence(f"refused_{reason}", wanted=wanted, got=got)


def done(effect: str, values: Mapping[str, str | int] | None = None) -> Sentence:
    """The sentence for something that worked.

    Args:
        effect: The value of an `app.engine.refusals.Effect`, such as `line_picked`.
        values: The `Done`'s own; what the sentence does not use is left out.
    """
    return sentence(f"done_{effect}", **(values or {}))
