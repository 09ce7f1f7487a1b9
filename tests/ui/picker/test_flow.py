"""What the picker's screen decides: every place a person can be, times every code there is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.engine.names import (
    PACKING_DROP,
    Badge,
    BinCode,
    DropCode,
    ListId,
    OrderId,
    Sku,
    Sscc,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.releasing import PickList, PickTask
from app.engine.site import Person, Role
from app.engine.task_states import ListState, TaskState
from app.operations.seeing_work import Stop, Walk, ZoneWork
from app.scan import meaning as means
from app.scan.meaning import LooksLike, Meaning
from app.ui.feedback import Feedback
from app.ui.picker import flow, saying, stages
from app.ui.picker.stages import (
    AllDone,
    AtTheBin,
    BringingTote,
    ChoosingWork,
    Memory,
    Scan,
    SignedOut,
    Stage,
    Step,
    Summary,
    TakingGoods,
    WantsTote,
)
from app.ui.words import sentence, speaker

ANA = Person(badge=Badge("BADGE-0001"), name="Ana", role=Role.PICKER)
PAM = Person(badge=Badge("BADGE-0003"), name="Pam", role=Role.PACKER)
TOTE, OTHER_TOTE = ToteCode("TOTE-0042"), ToteCode("TOTE-0007")
BIN, OTHER_BIN = BinCode("A-07-3-B"), BinCode("A-09-1-A")
TEA, MUG = Sku("TEA-250"), Sku("MUG-BLUE")
DAY = datetime(2010, 12, 6, tzinfo=UTC)
LIST = ListId("L1")
say = speaker("en")


def pick_list(tote: ToteCode = TOTE, state: ListState = ListState.CLAIMED) -> PickList:
    return PickList(
        list_id=LIST,
        order_id=OrderId("O1"),
        zone=ZoneCode("A"),
        step=1,
        state=state,
        priority=0,
        ship_by=DAY,
        tote=tote,
        badge=ANA.badge,
    )


def stop(
    task_id: str = "T1",
    *,
    qty: int = 4,
    picked: int = 0,
    state: TaskState = TaskState.READY,
) -> Stop:
    task = PickTask(
        task_id=TaskId(task_id),
        list_id=LIST,
        order_id=OrderId("O1"),
        line_no=1,
        bin_code=BIN,
        sku=TEA,
        qty_each=qty,
        picked_each=picked,
        state=state,
    )
    return Stop(task=task, name="Tea", ean="2900000000018")


def walk(*stops: Stop, tote: ToteCode = TOTE) -> Walk:
    return Walk(
        pick_list=pick_list(tote),
        order_ref="536365",
        carrier="Royal Mail",
        stops=stops or (stop(),),
        drop=PACKING_DROP,
    )


ME = Memory(badge=ANA.badge)
SUMMARY = Summary(
    zone=ZoneCode("A"),
    order_ref="1",
    tote=TOTE,
    stops=1,
    picked_each=4,
    missing_each=0,
    drop=PACKING_DROP,
)
STAGES: dict[str, Stage] = {
    "signed out": SignedOut(),
    "choosing": ChoosingWork(),
    "wants tote": WantsTote(walk(tote=ToteCode(""))),
    "at the bin": AtTheBin(walk(), stop()),
    "taking": TakingGoods(walk(), stop()),
    "bringing": BringingTote(walk()),
    "done": AllDone(SUMMARY),
}
CODES: dict[str, Scan] = {
    "right bin": Scan(meaning=means.BinCode(bin_code=BIN)),
    "other bin": Scan(meaning=means.BinCode(bin_code=OTHER_BIN)),
    "right item": Scan(meaning=means.ItemCode(sku=TEA), item_name="Tea"),
    "case of 12": Scan(meaning=means.ItemCode(sku=TEA, qty_each=12), item_name="Tea"),
    "other item": Scan(meaning=means.ItemCode(sku=MUG), item_name="Mug"),
    "right tote": Scan(meaning=means.ToteCode(tote=TOTE)),
    "other tote": Scan(meaning=means.ToteCode(tote=OTHER_TOTE)),
    "waiting tote": Scan(meaning=means.ToteCode(tote=TOTE), waiting=pick_list()),
    "badge": Scan(meaning=means.BadgeCode(badge=ANA.badge), person=ANA),
    "packer's badge": Scan(meaning=means.BadgeCode(badge=PAM.badge), person=PAM),
    "nobody's badge": Scan(meaning=means.BadgeCode(badge=Badge("BADGE-0099"))),
    "drop": Scan(meaning=means.DropCode(drop=PACKING_DROP)),
    "parcel": Scan(meaning=means.ParcelCode(sscc=Sscc("3" * 18))),
    "order": Scan(meaning=means.OrderRef(ref="536365")),
    "unknown": Scan(meaning=means.Unknown(raw="??", looks_like=LooksLike.OTHER)),
}

# One row per place, one column per code. A command's name: it is done. "good", "careful",
# "wrong": only told. The order of the columns is that of CODES.
TABLE = """
signed out | wrong wrong wrong wrong wrong wrong wrong wrong good wrong wrong wrong wrong wrong wrong
choosing   | wrong wrong wrong wrong wrong wrong wrong claim+assign good wrong wrong wrong wrong wrong wrong
wants tote | wrong wrong wrong wrong wrong assign assign assign wrong wrong wrong wrong wrong wrong wrong
at the bin | good wrong careful wrong wrong good wrong good wrong wrong wrong wrong wrong wrong wrong
taking     | good wrong confirm wrong wrong good wrong good wrong wrong wrong wrong wrong wrong wrong
bringing   | wrong wrong wrong wrong wrong good wrong good wrong wrong wrong hand_on wrong wrong wrong
done       | wrong wrong wrong wrong wrong good wrong claim+assign good wrong wrong good wrong wrong wrong
"""
NAMES: dict[type[stages.Command], str] = {
    ClaimWork: "claim",
    AssignTote: "assign",
    ConfirmPick: "confirm",
    HandOnTote: "hand_on",
}


def rows() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for line in TABLE.strip().splitlines():
        place, answers = line.split("|")
        found += [
            (place.strip(), code, answer)
            for code, answer in zip(CODES, answers.split(), strict=True)
        ]
    return found


def in_a_word(step: Step) -> str:
    if step.commands:
        return "+".join(NAMES[type(command)] for command in step.commands)
    return step.memory.told.feedback.value


@pytest.mark.parametrize(("place", "code", "answer"), rows())
def test_every_code_has_an_answer_everywhere(place: str, code: str, answer: str):
    memory = Memory() if place == "signed out" else ME
    memory = replace(memory, summary=SUMMARY if place == "done" else None)
    step = flow.heard(STAGES[place], memory, CODES[code])
    assert in_a_word(step) == answer
    if not step.commands:
        assert step.memory.told.says is not None
        assert say.this(step.memory.told.says)


def test_the_table_has_every_place_and_every_meaning():
    assert {place for place, _, _ in rows()} == set(STAGES)
    kinds = {type(scan.meaning) for scan in CODES.values()}
    assert kinds == set(Meaning.__args__)


@pytest.mark.parametrize("looks_like", LooksLike)
def test_every_unknown_code_is_explained(looks_like: LooksLike):
    assert say.this(saying.unknown("X-1", looks_like))


@pytest.mark.parametrize("place", STAGES)
def test_what_the_app_waits_for_is_always_written(place: str):
    assert say.this(stages.waits_for(STAGES[place]))


# ── where a person is ─────────────────────────────────────────────────────────────────


def where(memory: Memory, a_walk: Walk | None, *, has_tote: bool = True) -> Stage:
    ahead = a_walk.open_stops if a_walk else ()
    return stages.stage_of(memory, a_walk, ahead, has_tote=has_tote)


def test_nobody_is_signed_out():
    assert where(Memory(), None) == SignedOut()


def test_without_a_walk_one_chooses_work_or_reads_what_was_done():
    assert where(ME, None) == ChoosingWork()
    assert where(replace(ME, summary=SUMMARY), None) == AllDone(SUMMARY)


def test_a_walk_begins_with_its_tote():
    assert isinstance(where(ME, walk(tote=ToteCode(""))), WantsTote)
    assert isinstance(where(ME, walk(), has_tote=False), WantsTote)
    assert isinstance(where(replace(ME, must_scan_tote=True), walk()), WantsTote)


def test_a_bin_once_scanned_is_not_asked_for_again():
    assert isinstance(where(ME, walk()), AtTheBin)
    assert isinstance(where(replace(ME, bin_seen=BIN), walk()), TakingGoods)
    assert isinstance(where(replace(ME, bin_seen=OTHER_BIN), walk()), AtTheBin)


def test_a_walk_without_open_stops_ends_at_the_drop():
    done = stop(picked=4, state=TaskState.PICKED)
    assert isinstance(where(ME, walk(done)), BringingTote)


# ── a cart ────────────────────────────────────────────────────────────────────────────


def on_cart(position: int, tote: str, picked: int = 0) -> Stop:
    return replace(
        stop(f"T{position}", picked=picked), position=position, tote=ToteCode(tote)
    )


def test_a_cart_is_filled_with_totes_position_by_position():
    cart = walk(on_cart(1, TOTE), on_cart(2, ""), on_cart(3, ""), tote=ToteCode(""))
    stage = where(ME, cart)
    assert stage == WantsTote(cart, 2)
    assert stages.waits_for(stage) == sentence("scan_tote_for_position", position=2)
    (command,) = flow.heard(stage, ME, CODES["other tote"]).commands
    assert command == AssignTote(list_id=LIST, tote=OTHER_TOTE, position=2)


def test_on_a_cart_goods_count_once_the_tote_in_their_position_is_scanned():
    cart = walk(on_cart(1, TOTE), on_cart(2, OTHER_TOTE), tote=ToteCode(""))
    memory = replace(ME, bin_seen=BIN)
    for _ in range(4):
        step = flow.heard(where(memory, cart), memory, CODES["right item"])
        assert step.commands == ()
        memory = step.memory
    waits = stages.waits_for(where(memory, cart))
    assert waits == sentence("pick_scan_position", position=1, tote=TOTE)

    wrong = flow.heard(where(memory, cart), memory, CODES["other tote"])
    assert wrong.commands == ()
    assert wrong.memory.told.says == sentence(
        "refused_wrong_tote", wanted=TOTE, got=OTHER_TOTE
    )
    (command,) = flow.heard(
        where(wrong.memory, cart), wrong.memory, CODES["right tote"]
    ).commands
    assert isinstance(command, ConfirmPick)
    assert (command.qty_each, command.tote) == (4, TOTE)


def test_on_a_cart_one_too_many_in_hand_is_refused():
    cart = walk(on_cart(1, TOTE, picked=3), tote=ToteCode(""))
    memory = replace(ME, bin_seen=BIN, in_hand_each=1, in_hand_task=TaskId("T1"))
    step = flow.heard(where(memory, cart), memory, CODES["right item"])
    assert step.memory.told.feedback is Feedback.WRONG
    assert step.memory.in_hand_each == 1


# ── details a table cannot say ────────────────────────────────────────────────────────


def test_a_wrong_bin_is_named_with_the_right_one():
    step = flow.heard(STAGES["at the bin"], ME, CODES["other bin"])
    assert step.memory.told.says == sentence(
        "refused_wrong_bin", wanted=BIN, got=OTHER_BIN
    )


def test_items_scanned_before_their_bin_count_all_at_once():
    memory = flow.heard(STAGES["at the bin"], ME, CODES["right item"]).memory
    memory = flow.heard(STAGES["at the bin"], memory, CODES["right item"]).memory
    step = flow.heard(STAGES["at the bin"], memory, CODES["right bin"])
    assert [c.qty_each for c in step.commands if isinstance(c, ConfirmPick)] == [2]


def test_items_scanned_for_another_stop_do_not_count():
    memory = replace(ME, in_hand_each=2, in_hand_task=TaskId("T0"))
    assert flow.heard(STAGES["at the bin"], memory, CODES["right bin"]).commands == ()


def test_at_another_bin_what_is_in_hand_is_forgotten():
    memory = replace(ME, in_hand_each=2, in_hand_task=TaskId("T1"), bin_seen=BIN)
    memory = flow.heard(STAGES["taking"], memory, CODES["other bin"]).memory
    assert (memory.in_hand_each, memory.bin_seen) == (0, "")


def test_look_alikes_are_told_apart_by_their_sku():
    scan = Scan(meaning=means.ItemCode(sku=MUG), item_name="Tea")
    says = flow.heard(STAGES["taking"], ME, scan).memory.told.says
    assert says == sentence("pick_wrong_item", got=MUG)


def test_a_case_counts_its_eaches():
    scan = Scan(meaning=means.ItemCode(sku=TEA, qty_each=4))
    (command,) = flow.heard(STAGES["taking"], ME, scan).commands
    assert isinstance(command, ConfirmPick)
    assert command.qty_each == 4


def test_the_rest_may_be_typed_once_one_was_scanned():
    assert not flow.can_type_quantity(TakingGoods(walk(), stop()))
    assert flow.can_type_quantity(TakingGoods(walk(), stop(picked=1)))
    assert not flow.can_type_quantity(AtTheBin(walk(), stop(picked=1)))


def test_only_who_has_scanned_the_bin_can_say_what_is_in_it():
    assert flow.reasons(AtTheBin(walk(), stop())) == (ShortReason.BIN_BLOCKED,)
    assert set(flow.reasons(TakingGoods(walk(), stop()))) == set(ShortReason)
    assert flow.reasons(BringingTote(walk())) == ()


def test_undo_takes_the_last_pick_and_after_a_restart_the_one_half_done():
    one = stop("T1", picked=4, state=TaskState.PICKED)
    half = stop("T2", picked=1)
    short = stop("T3", picked=1, state=TaskState.SHORT)
    assert flow.last_pick(walk(one, half, short), ME) == half
    assert flow.last_pick(walk(one, half), replace(ME, last_task=TaskId("T1"))) == one
    assert flow.last_pick(walk(short), ME) is None


def test_zones_that_must_leave_first_come_first():
    later = datetime(2010, 12, 7, tzinfo=UTC)
    zones = [
        ZoneWork(zone=ZoneCode("A"), lists_waiting=1, ship_by=DAY),
        ZoneWork(zone=ZoneCode("B"), lists_ready=1, ship_by=later),
        ZoneWork(zone=ZoneCode("C"), lists_ready=1, ship_by=DAY),
        ZoneWork(zone=ZoneCode("D"), lists_ready=1),
    ]
    assert [each.zone for each in stages.urgent_first(zones)] == ["C", "B", "D", "A"]


# ── verdicts ──────────────────────────────────────────────────────────────────────────


def done(effect: Effect = Effect.DONE, **values: str | int) -> Done:
    return Done(effect=effect, values=values)


CONFIRM = ConfirmPick(task_id=TaskId("T1"), bin_code=BIN, sku=TEA, qty_each=1, tote=TOTE)
SHORT = ReportShort(task_id=TaskId("T1"), reason=ShortReason.NOT_IN_BIN)
HAND_ON = HandOnTote(list_id=LIST, drop=DropCode("DROP-B"))


@pytest.mark.parametrize(
    ("command", "verdict", "feedback", "says"),
    [
        (ClaimWork(zone=ZoneCode("A")), done(Effect.CLAIMED), "good", "done_claimed"),
        (AssignTote(list_id=LIST, tote=TOTE), done(), "good", "pick_tote_taken"),
        (CONFIRM, done(Effect.PICKED), "good", "done_picked"),
        (CONFIRM, done(Effect.LINE_PICKED), "line_done", "done_line_picked"),
        (CONFIRM, done(Effect.LIST_PICKED), "line_done", "done_list_picked"),
        (
            SHORT,
            done(Effect.SHORT_ELSEWHERE, moved=2, missing=0, elsewhere=OTHER_BIN),
            "careful",
            "pick_short_elsewhere",
        ),
        (
            SHORT,
            done(Effect.SHORT_BACKORDERED, moved=1, missing=1, elsewhere=OTHER_BIN),
            "careful",
            "pick_short_part",
        ),
        (
            SHORT,
            done(Effect.SHORT_BACKORDERED, moved=0, missing=2, elsewhere=""),
            "careful",
            "pick_short_backordered",
        ),
        (
            UndoPick(task_id=TaskId("T1")),
            done(Effect.PICK_UNDONE, qty=2, bin=BIN, sku=TEA),
            "careful",
            "put_back",
        ),
        (GiveBackWork(list_id=LIST), done(), "good", "pick_given_back"),
        (HAND_ON, done(Effect.HANDED_ON), "order_done", "done_handed_on"),
        (
            HAND_ON,
            done(Effect.BROUGHT_TO_PACKING),
            "order_done",
            "done_brought_to_packing",
        ),
        (HAND_ON, done(Effect.NOTHING_TO_PACK), "good", "done_nothing_to_pack"),
        (
            HAND_ON,
            Refused(reason=Refusal.WRONG_DROP, wanted="DROP-B", got="DROP-C"),
            "wrong",
            "refused_wrong_drop",
        ),
        (
            AssignTote(list_id=LIST, tote=OTHER_TOTE),
            Refused(reason=Refusal.WRONG_TOTE, wanted=TOTE, got=OTHER_TOTE),
            "wrong",
            "pick_other_tote",
        ),
    ],
)
def test_every_verdict_is_told(
    command: stages.Command, verdict: Done | Refused, feedback: str, says: str
):
    told = flow.settled(ME, command, verdict, walk()).told
    assert told.feedback is Feedback(feedback)
    assert told.says is not None
    assert told.says.key == says
    assert say.this(told.says)


def test_anothers_walk_wants_its_tote_scanned():
    claim = ClaimWork(zone=ZoneCode("A"))
    memory = flow.settled(ME, claim, done(Effect.CLAIMED), None, walk())
    assert memory.must_scan_tote
    memory = flow.settled(memory, AssignTote(list_id=LIST, tote=TOTE), done(), walk())
    assert not memory.must_scan_tote


@pytest.mark.parametrize(
    ("before", "after"), [(None, walk(tote=ToteCode(""))), (walk(), walk())]
)
def test_a_new_walk_and_ones_own_want_no_tote_that_is_elsewhere(
    before: Walk | None, after: Walk
):
    claim = ClaimWork(zone=ZoneCode("A"))
    memory = flow.settled(ME, claim, done(Effect.CLAIMED), before, after)
    assert not memory.must_scan_tote


def test_undo_leaves_one_standing_at_the_bin():
    stands = replace(ME, bin_seen=BIN)
    verdict = done(Effect.PICK_UNDONE, qty=2, bin=BIN, sku=TEA)
    memory = flow.settled(stands, UndoPick(task_id=TaskId("T1")), verdict, walk())
    assert memory.bin_seen == BIN


@pytest.mark.parametrize("qty_each", [0, 5, 99])
def test_a_quantity_that_cannot_be_is_answered_and_not_done(qty_each: int):
    step = flow.take(TakingGoods(walk(), stop()), ME, qty_each)
    assert in_a_word(step) == "wrong"
    assert step.memory.told.says
    assert say.this(step.memory.told.says) == (
        "Only 4 are asked for." if qty_each else "Type how many, then press OK."
    )


def test_a_tap_acts_only_where_it_was_made():
    drawn = TakingGoods(walk(), stop("T1"))
    assert stages.is_same_place(drawn, TakingGoods(walk(), stop("T1", picked=1)))
    assert not stages.is_same_place(drawn, TakingGoods(walk(), stop("T2")))
    assert not stages.is_same_place(drawn, BringingTote(walk()))
    assert stages.is_same_place(BringingTote(walk()), BringingTote(walk()))
    assert stages.is_same_place(ChoosingWork(), ChoosingWork())


def test_what_came_of_a_walk_is_summed_up():
    made = walk(
        stop("T1", picked=4, state=TaskState.PICKED),
        stop("T2", picked=1, state=TaskState.SHORT),
        stop("T3", state=TaskState.SHORT),
    )
    made = replace(made, missing_each=3)
    memory = flow.settled(ME, HAND_ON, done(Effect.BROUGHT_TO_PACKING), made)
    assert memory.summary == Summary(
        zone=ZoneCode("A"),
        order_ref="536365",
        tote=TOTE,
        stops=2,
        picked_each=5,
        missing_each=3,
        drop=HAND_ON.drop,
    )
