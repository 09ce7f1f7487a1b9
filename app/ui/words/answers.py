"""Answers in words, for whoever has no screen: the command line, and programs over HTTP."""

from app.engine.refusals import Done, Refusal, Refused
from app.engine.undoing import Hands, Instead, Undo, Until
from app.operations.undoing import Undoing
from app.ui import words
from app.ui.words import speaker


def done(language: str, verdict: Done) -> str:
    """What was done."""
    return speaker(language).this(words.done(verdict.effect, verdict.values))


def refused(language: str, no: Refused) -> str:
    """What is so, and what to do."""
    sentence = words.refused(no.reason, wanted=no.wanted, got=no.got)
    return speaker(language).this(sentence)


def undo(language: str, offer: Undoing | Refused) -> str:
    """What hands have to do to undo something, or why it cannot be undone."""
    if isinstance(offer, Undoing):
        goods = f"undo_goods_{offer.hands}"
        if offer.qty_each and speaker(language).knows(goods):
            return speaker(language)(
                goods,
                qty_each=offer.qty_each,
                sku=offer.sku,
                source=offer.source,
                target=offer.target,
            )
        return hands(language, offer.hands)
    if offer.reason is Refusal.NOTHING_TO_UNDO and offer.got in list(Instead):
        return instead(language, Instead(offer.got))
    return refused(language, offer)


def hands(language: str, what: Hands) -> str:
    """What hands have to do, without saying with which goods."""
    return speaker(language)(f"undo_hands_{what}")


def until(language: str, when: Until) -> str:
    """Until when something can be undone."""
    return speaker(language)(f"undo_until_{when}")


def instead(language: str, what: Instead) -> str:
    """What to do where nothing can be undone."""
    return speaker(language)(f"undo_never_{what}")


def how(language: str, known: Undo) -> str:
    """How a kind of operation is undone, and until when."""
    return f"{hands(language, known.hands)} {until(language, known.until)}"
