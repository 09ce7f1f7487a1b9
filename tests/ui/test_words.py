"""Every sentence in every language, and every call to one with what it needs."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine.refusals import Effect, Refusal
from app.engine.task_states import ParcelState
from app.ui.words import (
    FIRST_LANGUAGE,
    LANGUAGES,
    Text,
    done,
    languages,
    refused,
    sentence,
    speaker,
)

UI = Path(__file__).parents[2] / "app" / "ui"
FIRST = LANGUAGES[FIRST_LANGUAGE]


def places(text: Text) -> set[str]:
    texts = (text,) if isinstance(text, str) else text
    return {
        name
        for each in texts
        for _, name, _, _ in string.Formatter().parse(each)
        if name is not None
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str):
    assert LANGUAGES[language].keys() == FIRST.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_the_same_places_to_fill_in_every_language(language: str):
    different = {
        key: (places(FIRST[key]), places(text))
        for key, text in LANGUAGES[language].items()
        # Exactly one may be said as a word, so only what both numbers need is compared.
        if places(FIRST[key]) - {"n"} != places(text) - {"n"}
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Refusal)
def test_every_refusal_can_be_said(language: str, reason: Refusal):
    said = speaker(language).this(refused(reason, wanted="A-07-3-B", got="A-07-3-C"))
    assert said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("effect", Effect)
def test_everything_that_works_can_be_said(language: str, effect: Effect):
    assert speaker(language).this(done(effect, {"order": "536365", "n": 3})).endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ParcelState)
def test_every_state_of_a_parcel_can_be_said(language: str, state: ParcelState):
    assert speaker(language).knows(f"sup_parcel_{state}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_shouts_or_begs(language: str):
    for text in LANGUAGES[language].values():
        for each in (text,) if isinstance(text, str) else text:
            assert each.strip() == each != ""
            assert "!" not in each
            assert "please" not in each.lower()
            assert "bitte" not in each.lower()


def test_scanning_the_wrong_bin_says_which_one_is_right():
    wrong = refused("wrong_bin", wanted="A-07-3-B", got="A-07-3-C")
    assert speaker("en").this(wrong) == "This is A-07-3-C. Go to A-07-3-B."
    assert speaker("de").this(wrong) == "Das ist A-07-3-C. Geh zu A-07-3-B."


def test_where_there_is_nothing_to_name_the_sentence_does_without():
    for language in LANGUAGES:
        for no in (
            refused("wrong_tote", got="TOTE-0001"),
            refused("wrong_tote", wanted="TOTE-0001, TOTE-0002"),
            refused("lot_not_free", got="L9"),
        ):
            said = speaker(language).this(no)
            assert " ." not in said
            assert " is . " not in said
    none = refused("wrong_tote", got="TOTE-0001")
    assert speaker("en").this(none).startswith("No tote goes along with this walk yet.")


def test_one_is_said_as_one():
    say = speaker("en")
    assert say("picks_waiting", n=1) == "1 pick waiting"
    assert say("picks_waiting", n=0) == "0 picks waiting"
    assert say.this(sentence("take_each", n=4)) == "Take 4"


@pytest.mark.parametrize(
    ("tag", "language"), [("de-AT", "de"), ("de_CH", "de"), ("en-GB", "en"), ("fi", "en")]
)
def test_a_device_s_language_tag_finds_the_language(tag: str, language: str):
    assert speaker(tag).language == language


def test_a_language_names_itself():
    assert languages() == (("en", "English"), ("de", "Deutsch"))


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every `say("key", …)` and `sentence("key", …)` under app/ui, with what it fills."""
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (key := _key(node)):
                given = {word.arg for word in node.keywords if word.arg}
                spread = any(word.arg is None for word in node.keywords)
                yield (
                    f"{path.relative_to(UI)}:{node.lineno}",
                    key,
                    None if spread else given,
                )


def _key(call: ast.Call) -> str:
    if _name(call.func) not in ("say", "sentence") or not call.args:
        return ""
    key = call.args[0]
    return str(key.value) if isinstance(key, ast.Constant) else ""


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def test_every_call_names_a_sentence_and_fills_all_its_places():
    wrong = [
        f"{where}: {key} {'needs ' + str(places(FIRST[key])) if key in FIRST else 'is not there'}"
        for where, key, given in calls()
        if key not in FIRST or (given is not None and not places(FIRST[key]) <= given)
    ]
    assert wrong == []
