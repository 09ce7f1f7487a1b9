"""What the supervisor's tablet decides, without a screen."""

import pytest

from app.engine.names import Badge, BinCode, DropCode, OrderId, Sku, Sscc, ToteCode
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.site import Person, Role
from app.engine.task_states import OrderState
from app.scan import meaning as means
from app.ui.feedback import Feedback
from app.ui.supervisor import flow
from app.ui.supervisor.flow import Input, Stage, State, Tab
from app.ui.words import sentence

ONE, TWO, THREE = OrderId("1"), OrderId("2"), OrderId("3")
AT_ORDERS = State(tab=Tab.ORDERS, search="5363", stage=Stage.PICKING, page=2)


def after(state: State, *inputs: Input) -> State:
    for came in inputs:
        state = flow.heard(state, came).state
    return state


def test_every_order_state_is_in_exactly_one_stage():
    listed = [state for states in flow.STATES.values() for state in states]
    assert sorted(listed) == sorted(OrderState)
    assert set(flow.STATES) == set(Stage)


def test_stages_are_counted_over_their_states():
    orders = {OrderState.PICKED: 2, OrderState.PACKING: 3}
    assert flow.count_of(Stage.AT_PACKING, orders) == 5
    assert flow.count_of(Stage.SHIPPED, orders) == 0
    assert flow.stage_of(OrderState.PACKING) is Stage.AT_PACKING


@pytest.mark.parametrize(
    ("came", "leads_to"),
    [
        (flow.GoTo(tab=Tab.BOARD), State(searched=1)),
        (flow.TurnTo(page=3), State(tab=Tab.ORDERS, search="5363", stage=Stage.PICKING, page=3)),
        (flow.TurnTo(page=-1), State(tab=Tab.ORDERS, search="5363", stage=Stage.PICKING)),
        (flow.Search(text="22423"), State(tab=Tab.ORDERS, search="22423", stage=Stage.PICKING)),
        (flow.ClearSearch(), State(tab=Tab.ORDERS, searched=1)),
        (flow.Narrow(stage=None), State(tab=Tab.ORDERS, search="5363")),
    ],
)  # fmt: skip
def test_where_a_tap_leads(came: Input, leads_to: State):
    assert after(AT_ORDERS, came) == leads_to


def test_an_order_opens_over_its_list_and_closes_back_to_it():
    opened = after(AT_ORDERS, flow.Open(order_id=TWO))
    assert opened.order_id == TWO
    assert after(opened, flow.CloseOrder()) == AT_ORDERS


def test_an_order_tapped_on_the_board_opens_among_the_orders():
    assert after(State(), flow.Open(order_id=ONE)).tab is Tab.ORDERS


def test_orders_are_chosen_one_by_one_all_or_none():
    state = after(State(tab=Tab.RELEASE), flow.Toggle(order_id=ONE))
    assert flow.chosen_of(state, (ONE, TWO)) == (ONE,)
    assert after(state, flow.Toggle(order_id=ONE)).chosen == frozenset()
    assert after(state, flow.Choose(order_ids=(TWO, THREE))).chosen == {TWO, THREE}
    assert after(state, flow.Choose(order_ids=())).chosen == frozenset()
    assert after(state, flow.TurnTo(page=1)).chosen == frozenset()


def test_only_what_is_in_sight_is_released_in_its_order():
    state = State(tab=Tab.RELEASE, chosen=frozenset((THREE, ONE)))
    step = flow.heard(state, flow.Release(in_sight=(TWO, ONE)))
    assert step.do is not None
    assert step.do.order_ids == (ONE,)


def test_releasing_nothing_does_nothing():
    state = State(tab=Tab.RELEASE, chosen=frozenset((ONE,)))
    assert flow.heard(state, flow.Release(in_sight=(TWO,))).do is None


def test_what_a_release_led_to_is_told():
    state = State(tab=Tab.RELEASE, chosen=frozenset((ONE,)), page=1)

    whole = Done(effect=Effect.RELEASED, values={"orders": 5, "left": 0})
    told = flow.answered(state, whole).told
    assert told == flow.Told(
        feedback=Feedback.LINE_DONE, sentence=sentence("sup_released", n=5)
    )

    part = Done(effect=Effect.RELEASED, values={"orders": 4, "left": 1})
    told = flow.answered(state, part).told
    assert told is not None
    assert told.feedback is Feedback.CAREFUL
    assert flow.answered(state, part).chosen == frozenset()

    no = Refused(reason=Refusal.NOTHING_TO_RELEASE, got="536365")
    after_no = flow.answered(state, no)
    assert after_no.told is not None
    assert after_no.told.feedback is Feedback.WRONG
    assert after_no.chosen == {ONE}


def test_what_was_told_goes_when_it_was_read_or_something_else_begins():
    told = flow.Told(feedback=Feedback.CAREFUL, sentence=sentence("sup_scan_other"))
    state = State(tab=Tab.RELEASE, told=told)
    assert after(state, flow.Dismiss()).told is None
    assert after(state, flow.Toggle(order_id=ONE)).told is None
    assert after(state, flow.GoTo(tab=Tab.BOARD)).told is None


@pytest.mark.parametrize(
    ("meaning", "text"),
    [
        (means.ItemCode(sku=Sku("85123A")), "85123A"),
        (means.ToteCode(tote=ToteCode("TOTE-0042")), "TOTE-0042"),
        (means.ParcelCode(sscc=Sscc("340123450000000018")), "340123450000000018"),
        (means.OrderRef(ref="536365"), "536365"),
        (means.Unknown(raw=" 17850 ", looks_like=means.LooksLike.OTHER), "17850"),
        (means.BinCode(bin_code=BinCode("A-07-3-B")), ""),
        (means.BadgeCode(badge=Badge("BADGE-0007")), ""),
        (means.DropCode(drop=DropCode("DROP-PACK-1")), ""),
    ],
)
def test_a_scan_opens_the_search_with_it(meaning: means.Meaning, text: str):
    state = after(State(tab=Tab.RELEASE), flow.Scanned(meaning=meaning, found=TWO))
    assert flow.search_text(meaning) == text
    assert state.tab is Tab.ORDERS
    if text:
        assert (state.search, state.order_id, state.searched) == (text, TWO, 1)
    else:
        assert state.told is not None
        assert state.told.feedback is Feedback.CAREFUL


def test_only_a_supervisor_supervises():
    who = {
        role: Person(badge=Badge("BADGE-0001"), name="Ana", role=role) for role in Role
    }
    assert flow.may_supervise(who[Role.SUPERVISOR])
    assert not flow.may_supervise(who[Role.PICKER])
    assert not flow.may_supervise(None)
