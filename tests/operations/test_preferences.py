"""How a person wants screens to be follows their badge, and nobody else changes it."""

from app.engine.refusals import Refusal, Refused
from app.engine.site import SetPreference
from app.operations.running import do
from app.operations.seeing_work import see_preferences
from app.station import Station, open_store
from app.ui.personal import settings_of
from app.ui.theme import Settings, Shade
from tests.fakes import site
from tests.fakes.site import ANA, BEN, ok


def building() -> Station:
    station = open_store(None)
    site.stock_up(station)
    return station


def prefers(name: str, value: str) -> SetPreference:
    return SetPreference(badge=ANA, name=name, value=value)


def test_what_a_person_chose_last_is_what_screens_are_like():
    station = building()
    for value in ("150", "200"):
        ok(do(station, prefers("text_percent", value), badge=ANA))
    ok(do(station, prefers("shade", "dark"), badge=ANA))
    assert see_preferences(station, ANA) == {"shade": "dark", "text_percent": "200"}
    assert see_preferences(station, BEN) == {}


def test_nobody_changes_anothers_screens():
    verdict = do(building(), prefers("shade", "dark"), badge=BEN)
    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.NOT_ALLOWED


def test_a_choice_this_app_does_not_know_leaves_the_usual():
    station = building()
    for name, value in (("text_percent", "huge"), ("smell", "pine"), ("shade", "dark")):
        ok(do(station, prefers(name, value), badge=ANA))
    assert settings_of(station, ANA, Settings()) == Settings(shade=Shade.DARK)
