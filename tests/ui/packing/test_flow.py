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
from app.ui.parts.typed_line import TypedLine
from app.ui.words import sentence, speaker
from tests.ui.packing.site import MUG_EAN, PIA, TEA_CASE, TEA_EAN, TOM, small_site

ONE, TWO = ToteCode("TOTE-0001"), ToteCode("TOTE-0002")
NOBODYS = Sscc("399999990000000006")


def says(table: Desk) -> str:
    """The key of the sentence on the screen."""
    said = table.state.told.says
    return said.key if said else ""


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
    assert (state.asked_g, state.told.feedback) == (2_000, Feedback.WRONG)
    assert flow.heard(state, Key.ENTER, seen).do == replace(asked, weight_confirmed=True)


def test_escape_takes_a_doubtful_weight_back():
    table = desk("TOTE-0002", "LAMP", "2000")
    table.take(Key.ESCAPE)
    assert table.state == Weighing(tote=TWO)


def test_a_weight_far_off_can_be_typed_again():
    table = desk("TOTE-0002", "LAMP", "2000", "910")
    assert isinstance(table.state, Labelling)


def test_enter_alone_never_skips_the_weight():
    table = desk("TOTE-0002", "LAMP")
    for _ in range(3):
        assert table.take(Key.ENTER).do is None
    assert isinstance(table.state, Weighing)
    assert says(table) == "pack_weigh_first"


def test_a_parcel_goes_unweighed_when_zero_was_typed_and_confirmed():
    table = desk("TOTE-0002", "LAMP", "0")
    seen = see(table.station, table.state)
    assert seen.job
    assert says(table) == "pack_unweighed_sure"
    done = CloseParcel(parcel_id=seen.job.parcel.parcel_id, weight_g=0)
    assert table.take(Key.ENTER).do == done
    assert isinstance(table.state, Labelling)


def test_a_weight_typed_after_zero_is_the_weight():
    table = desk("TOTE-0002", "LAMP", "0", "910")
    assert isinstance(table.state, Labelling)
    parcel = table.station.tables.parcels.parcel(table.state.parcel_id)
    assert parcel
    assert parcel.weight_g == 910


def test_one_item_too_many_after_all_are_checked_is_loud():
    table = desk("TOTE-0002", "LAMP", "LAMP")
    assert isinstance(table.state, Weighing)
    assert table.state.told.feedback is Feedback.WRONG


@pytest.mark.parametrize(
    ("state", "leads_to"),
    [
        (Verifying(tote=ONE), AtStart),
        (Weighing(tote=ONE, asked_g=5), AtStart),
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


def test_a_labelled_parcel_scanned_at_the_start_is_not_loaded():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    assert table.take(table.read(f"00{sscc}")).do is None
    assert isinstance(table.state, AtStart)
    assert table.state.told.feedback is Feedback.CAREFUL
    assert says(table) == "pack_packed_already"
    table.take(Key.SHIP)
    step = table.take(table.read(f"00{sscc}"))
    assert step.do == LoadParcel(sscc=sscc, carrier="DHL")
    assert table.state.told.feedback is Feedback.GOOD


def test_a_parcel_on_the_manifest_shows_its_carrier_s_manifest():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    here.done(LoadParcel(sscc=sscc, carrier="DHL"), PIA)
    table = Desk(here.station, PIA)
    table.take(Key.SHIP)
    table.take(table.read(sscc))
    assert isinstance(table.state, Loading)
    assert table.state.carrier == "DHL"
    assert says(table) == "pack_loaded_already"
    table.take(Key.HAND_OVER)
    assert isinstance(table.take(Key.ENTER).do, HandOver)


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
    table.take(Key.SHIP)
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
    table.take(Key.SHIP)
    table.take(table.read(sscc))
    table.take(Key.HAND_OVER_HELD)
    table.take(table.read(sscc))
    assert table.state.told.says
    assert table.state.told.says.key == "pack_gone_already"


def test_enter_after_hand_over_leaves_what_was_said():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    table.take(Key.SHIP)
    table.take(table.read(sscc))
    table.take(Key.HAND_OVER_HELD)
    table.take(Key.ENTER)
    assert says(table) == "pack_shipped"


# ── put aside for the van ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("codes", "where", "said"),
    [
        (("TOTE-0001", TEA_EAN), Verifying, "pack_aside_for_ship"),
        (("TOTE-0002", "LAMP"), Weighing, "pack_aside_for_ship"),
        (("TOTE-0002", "LAMP", "950"), Labelling, "pack_label_aside"),
    ],
)
def test_f2_puts_the_work_aside_and_comes_back_to_it(
    codes: tuple[str, ...], where: type, said: str
):
    table = desk(*codes)
    before = table.state
    table.take(Key.SHIP)
    assert isinstance(table.state, Loading)
    assert table.state.told.feedback is Feedback.CAREFUL
    assert says(table) == said
    table.take(Key.SHIP)
    assert isinstance(table.state, where)
    assert replace(table.state, told=before.told) == before


def test_what_is_put_aside_outlasts_the_van():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    for code in ("TOTE-0001", TEA_EAN):
        table.take(table.read(code))
    table.take(Key.SHIP)
    table.take(table.read(sscc))
    table.take(Key.HAND_OVER_HELD)
    table.take(Key.ESCAPE)
    assert isinstance(table.state, Verifying)
    assert table.state.in_hand == "TEA"


def test_work_that_somebody_finished_meanwhile_is_not_gone_back_to():
    here = small_site()
    table = Desk(here.station, PIA)
    table.take(table.read("TOTE-0002"))
    table.take(Key.SHIP)
    here.pack("TOTE-0002")
    table.take(Key.SHIP)
    assert isinstance(table.state, AtStart)
    assert says(table) == "pack_moved_on"


# ── what is not of this order ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("stray", ["LAMP", "X-NOBODY-KNOWS", "A-01-1-A"])
def test_no_number_counts_for_the_item_before_a_stray_one(stray: str):
    table = desk("TOTE-0001", TEA_EAN, stray)
    assert table.state.told.feedback is Feedback.WRONG
    assert isinstance(table.state, Verifying)
    assert table.state.in_hand is None
    assert table.take(Number(value=48)).do is None
    assert says(table) == "pack_item_before_count"


def test_the_stray_item_is_named():
    table = desk("TOTE-0001", TEA_EAN, "LAMP")
    assert speaker("en").this(table.state.told.says or sentence("")) == (
        "Reading lamp does not belong in this tote. Put it aside."
    )


def test_a_number_after_one_too_many_of_an_item_counts_for_that_item():
    table = desk("TOTE-0001", TEA_EAN, MUG_EAN, MUG_EAN, MUG_EAN)
    assert table.state.told.feedback is Feedback.WRONG
    assert table.take(Number(value=2)).do is None
    assert says(table) == "pack_count_same"


# ── others at the same tote ───────────────────────────────────────────────────────────


def two_tables(code: str) -> tuple[Desk, Desk]:
    """Pia has a tote on her table, and Tom opens it on his."""
    here = small_site()
    hers, his = Desk(here.station, PIA), Desk(here.station, TOM)
    for table in (hers, his):
        table.take(table.read(code))
    return hers, his


def test_whoever_opens_a_tote_hears_who_had_it():
    _, his = two_tables("TOTE-0001")
    assert his.state.told.feedback is Feedback.CAREFUL
    assert says(his) == "pack_begun_by"
    assert his.state.told.says
    assert dict(his.state.told.says.values)["name"] == "Pia"


def test_one_s_own_tote_is_gone_on_with_without_a_word():
    table = desk("TOTE-0001", TEA_EAN)
    table.take(Key.ESCAPE)
    table.take(table.read("TOTE-0001"))
    assert table.state.told.feedback is Feedback.GOOD


def test_the_idle_table_is_told_who_packs_there_too():
    hers, his = two_tables("TOTE-0001")
    assert hers.follow()
    assert hers.state.told.feedback is Feedback.CAREFUL
    assert says(hers) == "pack_also_here"
    assert not hers.follow()
    assert not his.follow()


def test_whoever_takes_over_at_the_same_table_is_not_told_of_the_one_before():
    table = desk("TOTE-0001", TEA_EAN)
    table.take(table.read(TOM))
    assert not table.follow()
    assert says(table) == "pack_hello"


def test_the_idle_table_goes_along_to_the_scale_and_leaves_with_the_parcel():
    hers, his = two_tables("TOTE-0002")
    his.take(his.read("LAMP"))
    assert hers.follow()
    assert isinstance(hers.state, Weighing)
    his.take(his.read("950"))
    assert hers.follow()
    assert isinstance(hers.state, AtStart)
    assert says(hers) == "pack_moved_on"


def test_a_label_scanned_at_another_table_is_awaited_no_more():
    table = desk("TOTE-0002", "LAMP", "950")
    assert isinstance(table.state, Labelling)
    parcel = table.station.tables.parcels.parcel(table.state.parcel_id)
    assert parcel
    other = Desk(table.station, TOM)
    other.take(other.read(parcel.sscc))
    assert table.follow()
    assert isinstance(table.state, AtStart)


# ── a tote that was packed ────────────────────────────────────────────────────────────


def test_a_packed_tote_says_that_its_order_is_packed():
    here = small_site()
    here.pack_and_label("TOTE-0002")
    table = Desk(here.station, PIA)
    table.take(table.read("TOTE-0002"))
    assert says(table) == "pack_tote_packed"
    assert table.state.told.says
    assert dict(table.state.told.says.values)["order"] == "536366"


def test_a_packed_tote_whose_label_is_awaited_says_so():
    here = small_site()
    here.pack("TOTE-0002")
    table = Desk(here.station, PIA)
    table.take(table.read("TOTE-0002"))
    assert says(table) == "pack_tote_unlabelled"


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
    here.done(VoidParcel(parcel_id=parcel.parcel_id, reason="torn"), PIA)
    table = Desk(here.station, PIA)

    table.take(ParcelCode(sscc=sscc))

    assert table.state.told.says
    assert table.state.told.says.key == "refused_parcel_void"
