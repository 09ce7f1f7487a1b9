"""What is printed for a parcel: the label outside, the packing slip inside."""

from app.engine.names import ParcelId
from app.engine.orders import OrderLine
from app.labels.codes import is_sscc
from app.labels.parcel import ParcelLabel, parcel_label_pdf
from app.labels.slip import PackingSlip, SlipLine, packing_slip_pdf
from app.operations.seeing_packing import ParcelPapers, see_papers
from app.station import Station


def label_pdf(station: Station, parcel_id: ParcelId) -> bytes | None:
    """The shipping label, one page of 4 x 6 inches.

    None when the parcel is unknown, or not closed yet: only then has it an SSCC.
    """
    papers = see_papers(station, parcel_id)
    if papers is None or not is_sscc(papers.parcel.sscc):
        return None
    return parcel_label_pdf(_label(papers))


def slip_pdf(station: Station, parcel_id: ParcelId) -> bytes | None:
    """The packing slip on A4, or None when the parcel is unknown."""
    papers = see_papers(station, parcel_id)
    if papers is None or not papers.lines:
        return None
    return packing_slip_pdf(slip_of(papers))


def _label(papers: ParcelPapers) -> ParcelLabel:
    order, parcel = papers.order, papers.parcel
    return ParcelLabel(
        ship_to=_ship_to(papers),
        ship_from=_ship_from(papers),
        carrier=parcel.carrier,
        service=order.service,
        order_ref=order.ref,
        sscc=parcel.sscc,
        weight_g=parcel.weight_g or None,
    )


def slip_of(papers: ParcelPapers) -> PackingSlip:
    """What a parcel's packing slip says."""
    return PackingSlip(
        order_ref=papers.order.ref,
        ordered_at=f"{papers.order.placed_at:%Y-%m-%d}",
        ship_to=_ship_to(papers),
        ship_from=_ship_from(papers),
        lines=tuple(_slip_line(papers, line, packed) for line, packed in papers.lines),
        gift_note=papers.order.gift_note,
    )


def _slip_line(papers: ParcelPapers, line: OrderLine, packed_each: int) -> SlipLine:
    later = line.open_each + line.backordered_each + line.reserved_each
    return SlipLine(
        sku=line.sku,
        description=line.name,
        ordered_each=line.wanted_each,
        shipped_each=packed_each,
        backordered_each=later + line.allocated_each,
        note=_in_place_of(papers, line),
    )


def _in_place_of(papers: ParcelPapers, line: OrderLine) -> str:
    """Which article this one stands in for, empty when it is the one that was ordered."""
    first = [each for each, _ in papers.lines if each.line_no == line.instead_of]
    return f"In place of {first[0].sku} {first[0].name}" if first else ""


def _ship_to(papers: ParcelPapers) -> tuple[str, ...]:
    return tuple(papers.order.ship_to.splitlines()) or (papers.order.customer,)


def _ship_from(papers: ParcelPapers) -> tuple[str, ...]:
    given = tuple(line for line in papers.ship_from if line)
    return given or (papers.site_name,)
