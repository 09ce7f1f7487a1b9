"""The packing table's decisions, as tables."""

from dataclasses import replace

import pytest

from app.engine.names import ParcelId, Sku, Sscc, ToteCode
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, StartPacking
from app.engine.refusals import Done
from app.engine.repacking import VoidParcel
from app.engine.setting_aside import SendToHospital
from app.engine.shipping import HandOver, LoadParcel
from app.operations.running import do
from app.scan.meaning import (
    BadgeCode,
    ItemCode,
    LooksLike,
    OrderRef,
    ParcelCode,
    Unknown,
)
from app.scan.meaning import ToteCode as ToteScan
from app.ui.feedback import Feedback
from app.ui.packing import flow
from app.ui.packing.answers import answered
from app.ui.packing.desk import Desk, see
from app.ui.packing.saying import explain
from app.ui.packing.states import (
    AtStart,
    Input,
    Key,
    Labelling,
    Loading,
    Number,
    SigningIn,
    State,
    Verifying,
    Weighing,
)
from app.ui.packing.typed import TypedLine
from app.ui.words import speaker
from tests.ui.packing.site import MUG_EAN, PIA, TEA_CASE, TEA_EAN, small_site

ONE, TWO = ToteCode("TOTE-0001"), ToteCode("TOTE-0002")
NOBODYS = Sscc("399999990000000006")


def desk(*codes: str) -> Desk:
    """A table where these were scanned or typed, one after the other."""
    table = Desk(small_site().station, PIA)
    for code in codes:
        table.take(table.read(code))
    return table


@pytest.mark.parametrize(
    ("codes", "came", "expected"),
    [
        ((), ToteScan(tote=ONE), StartPacking(tote=ONE)),
        ((), OrderRef(ref="536366"), StartPacking(tote=TWO)),
        ((), Number(value=2), StartPacking(tote=TWO)),
        (
            ("TOTE-0001",),
            ItemCode(sku=Sku("TEA"), qty_each=12),
            PackItem(tote=ONE, sku=Sku("TEA"), qty_each=12),
        ),
        (
            ("TOTE-0001", TEA_EAN),
            Number(value=48),
            PackItem(tote=ONE, sku=Sku("TEA"), qty_each=47),
        ),
        (
            ("TOTE-0001", TEA_CASE),
            Number(value=24),
            PackItem(tote=ONE, sku=Sku("TEA"), qty_each=12),
        ),
    ],
)
def test_what_is_done(codes: tuple[str, ...], came: Input, expected: object):
    table = desk(*codes)
    assert (
        flow.heard(table.state, came, see(table.station, table.state, came=came)).do
        == expected
    )


@pytest.mark.parametrize(
    ("codes", "came", "says"),
    [
        ((), ItemCode(sku=Sku("TEA")), "pack_tote_first"),
        ((), OrderRef(ref="999999"), "pack_no_such_order"),
        ((), Number(value=77), "pack_no_such_tote"),
        ((), ParcelCode(sscc=NOBODYS), "looks_like_sscc"),
        (("TOTE-0001",), Number(value=4), "pack_item_before_count"),
        (("TOTE-0001", TEA_EAN), Number(value=49), "pack_count_over"),
        (("TOTE-0001", TEA_EAN, TEA_EAN), Number(value=1), "pack_count_under"),
        (("TOTE-0001",), ToteScan(tote=TWO), "pack_finish_first"),
        (("TOTE-0001",), OrderRef(ref="536366"), "pack_not_wanted"),
        (("2", "LAMP", "950"), ToteScan(tote=ONE), "pack_label_first"),
    ],
)
def test_what_is_refused_at_once(codes: tuple[str, ...], came: Input, says: str):
    table = desk(*codes)
    state = table.state
    step = flow.heard(state, came, see(table.station, state, came=came))
    assert step.do is None
    assert step.state.told.feedback is Feedback.WRONG
    assert step.state.told.says
    assert step.state.told.says.key == says


def test_a_count_already_reached_changes_nothing():
    table = desk("TOTE-0001", TEA_EAN, "5", "5")
    assert table.state.told.feedback is Feedback.CAREFUL


def test_a_case_larger_than_what_is_left_is_refused_with_what_is_left():
    table = desk("TOTE-0001", TEA_EAN, "40", TEA_CASE)
    assert table.state.told.feedback is Feedback.WRONG
    assert table.state.told.says
    assert dict(table.state.told.says.values)["left"] == 8


def test_a_weight_far_off_is_kept_after_a_second_enter():
    table = desk("TOTE-0002", "LAMP", "2000")
    assert isinstance(table.state, Weighing)
    assert table.state.told.feedback is Feedback.CAREFUL
    table.take(Key.ENTER)
    assert isinstance(table.state, Labelling)
    parcel = table.station.tables.parcels.parcel(table.state.parcel_id)
    assert parcel
    assert parcel.weight_g == 2_000


def test_a_weight_that_only_the_books_find_odd_is_asked_about_too():
    table = desk("TOTE-0002", "LAMP")
    seen = see(table.station, table.state)
    assert seen.job
    asked = CloseParcel(parcel_id=seen.job.parcel.parcel_id, weight_g=2_000)
    verdict = do(table.station, asked, badge=PIA)

    state = answered(table.state, asked, verdict, seen)

    assert isinstance(state, Weighing)
    assert (state.weight_g, state.told.feedback) == (2_000, Feedback.WRONG)
    assert flow.heard(state, Key.ENTER, seen).do == replace(asked, weight_confirmed=True)


def test_a_weight_far_off_can_be_typed_again():
    table = desk("TOTE-0002", "LAMP", "2000", "910")
    assert isinstance(table.state, Labelling)


def test_enter_alone_closes_without_a_weight():
    table = desk("TOTE-0002", "LAMP")
    seen = see(table.station, table.state)
    assert seen.job
    step = flow.heard(table.state, Key.ENTER, seen)
    assert step.do == CloseParcel(parcel_id=seen.job.parcel.parcel_id, weight_g=0)


def test_one_item_too_many_after_all_are_checked_is_loud():
    table = desk("TOTE-0002", "LAMP", "LAMP")
    assert isinstance(table.state, Weighing)
    assert table.state.told.feedback is Feedback.WRONG


@pytest.mark.parametrize(
    ("state", "leads_to"),
    [
        (Verifying(tote=ONE), AtStart),
        (Weighing(tote=ONE, weight_g=5), AtStart),
        (Labelling(parcel_id=ParcelId("P")), AtStart),
        (Loading(carrier="DHL", is_leaving=True), Loading),
        (Loading(carrier="DHL"), Loading),
        (Loading(), AtStart),
        (AtStart(), SigningIn),
    ],
)
def test_escape_goes_one_step_back(state: State, leads_to: type):
    table = Desk(small_site().station, PIA)
    step = flow.heard(state, Key.ESCAPE, see(table.station, state))
    assert isinstance(step.state, leads_to)
    assert step.do is None


def test_a_badge_changes_who_packs_and_not_what():
    table = desk("TOTE-0001")
    table.take(table.read("BADGE-0004"))
    assert table.badge == "BADGE-0004"
    assert isinstance(table.state, Verifying)


def test_an_unknown_badge_is_explained():
    table = Desk(small_site().station)
    came = table.read("BADGE-0099")
    assert isinstance(came, BadgeCode)
    table.take(came)
    assert isinstance(table.state, SigningIn)
    assert table.state.told.feedback is Feedback.WRONG


@pytest.mark.parametrize("looks_like", LooksLike)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_unknown_code_is_explained(looks_like: LooksLike, language: str):
    said = speaker(language).this(explain(Unknown(raw="X-1", looks_like=looks_like)))
    assert said.endswith(".")


def test_a_tote_on_its_way_says_where_it_is():
    table = desk("TOTE-0099")
    assert table.state.told.says
    assert table.state.told.says.key == "pack_tote_empty"


# ── ship ──────────────────────────────────────────────────────────────────────────────


def test_a_labelled_parcel_scanned_at_the_start_begins_loading():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    step = table.take(table.read(f"00{sscc}"))
    assert step.do == LoadParcel(sscc=sscc, carrier="DHL")
    assert table.state.told.feedback is Feedback.GOOD


def test_the_label_of_a_waiting_parcel_scanned_at_the_start_is_confirmed():
    here = small_site()
    sscc = here.pack("TOTE-0002")
    table = Desk(here.station, PIA)
    step = table.take(table.read(sscc))
    assert isinstance(step.do, ConfirmLabel)
    assert table.state.told.feedback is Feedback.ORDER_DONE


def test_a_parcel_loaded_twice_is_no_harm():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    for _ in range(2):
        table.take(table.read(sscc))
    assert table.state.told.feedback is Feedback.CAREFUL


def test_hand_over_asks_first_and_only_with_something_loaded():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    table.take(Key.SHIP)
    table.take(Number(value=1))
    table.take(Key.HAND_OVER)
    assert table.state.told.feedback is Feedback.WRONG
    table.take(table.read(sscc))
    assert table.take(Key.HAND_OVER).do is None
    handed = table.take(Key.ENTER).do
    assert isinstance(handed, HandOver)
    assert handed.ssccs == (sscc,)
    assert table.state.told.feedback is Feedback.ORDER_DONE


def test_a_parcel_that_left_is_known_to_have_left():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    table.take(table.read(sscc))
    table.take(Key.HAND_OVER_HELD)
    table.take(table.read(sscc))
    assert table.state.told.says
    assert table.state.told.says.key == "pack_gone_already"


# ── keys ──────────────────────────────────────────────────────────────────────────────


def line(text: str) -> TypedLine:
    typed = TypedLine()
    for sign in text:
        typed.press(sign)
    return typed


def test_what_a_hand_typed_is_the_whole_line():
    table = desk()
    assert table.read_likeliest(line("TOTE-0001").take("0001")) == ToteScan(tote=ONE)


def test_a_weight_typed_with_a_pause_is_the_whole_weight():
    table = desk("TOTE-0002", "LAMP")
    assert table.read_likeliest(line("12700").take("700")) == Number(value=12_700)


def test_a_scan_after_a_stray_key_is_the_scan():
    table = desk("TOTE-0001")
    came = table.read_likeliest(line(f"5{MUG_EAN}").take(MUG_EAN))
    assert came == ItemCode(sku=Sku("MUG"))


def test_the_tail_of_a_torn_scan_is_no_count():
    table = desk("TOTE-0001", TEA_EAN)
    torn = line("2999999990017").take("0017")
    assert isinstance(table.read_likeliest(torn), Unknown)
    known = line(MUG_EAN).take(MUG_EAN[-4:])
    assert table.read_likeliest(known) == ItemCode(sku=Sku("MUG"))


def test_what_is_typed_while_a_scan_is_being_heard_stays():
    typed = line(f"{MUG_EAN}12")
    assert typed.take(MUG_EAN) == (MUG_EAN,)
    assert typed.text == "12"


def test_a_tote_in_the_hospital_is_refused_at_the_table_with_its_reason():
    table = desk()
    ok = do(table.station, SendToHospital(tote=ONE, reason="one mug is broken"))
    assert isinstance(ok, Done)

    table.take(table.read("TOTE-0001"))

    assert table.state.told.feedback is Feedback.WRONG
    assert table.state.told.says
    said = speaker("en").this(table.state.told.says)
    assert said.startswith("TOTE-0001 is in the hospital: one mug is broken.")


def test_a_void_parcels_label_is_said_to_be_void():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0001")
    parcel = here.station.tables.parcels.with_sscc(sscc)
    assert parcel
    here.done(VoidParcel(parcel_id=parcel.parcel_id, reason="torn"))
    table = Desk(here.station, PIA)

    table.take(ParcelCode(sscc=sscc))

    assert table.state.told.says
    assert table.state.told.says.key == "refused_parcel_void"
