"""What is printed for parcels: label outside, packing slip inside, the carrier's list."""

from app.engine.names import ManifestId, ParcelId
from app.engine.orders import OrderLine
from app.labels.codes import is_sscc
from app.labels.manifest import ManifestRow, ManifestSheet, manifest_pdf
from app.labels.parcel import ParcelLabel, parcel_label_pdf
from app.labels.slip import PackingSlip, SlipLine, packing_slip_pdf
from app.operations.seeing_packing import ParcelPapers, see_papers
from app.operations.seeing_parcels import ManifestPapers, see_manifest
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


def manifest_sheet_pdf(station: Station, manifest_id: ManifestId) -> bytes | None:
    """The list the carrier's driver signs, on A4, or None when it is unknown."""
    papers = see_manifest(station, manifest_id)
    return None if papers is None else manifest_pdf(_sheet(papers))


def _sheet(papers: ManifestPapers) -> ManifestSheet:
    manifest = papers.manifest
    left_at = manifest.handed_over_at or papers.at
    return ManifestSheet(
        carrier=manifest.carrier,
        number=manifest.manifest_id,
        day=f"{left_at.astimezone():%Y-%m-%d %H:%M}",
        ship_from=tuple(line for line in papers.ship_from if line) or (papers.site_name,),
        driver=manifest.driver,
        at_dock=manifest.at_dock,
        rows=tuple(
            ManifestRow(
                sscc=parcel.sscc,
                order_ref=ref,
                tracking=parcel.tracking,
                weight_g=parcel.weight_g or None,
            )
            for parcel, ref in papers.parcels
        ),
    )


def _label(papers: ParcelPapers) -> ParcelLabel:
    order, parcel = papers.order, papers.parcel
    return ParcelLabel(
        ship_to=_ship_to(papers),
        ship_from=_ship_from(papers),
        carrier=parcel.carrier,
        service=order.service,
        order_ref=order.ref,
        sscc=parcel.sscc,
        number=papers.number,
        count=papers.count,
        tracking=parcel.tracking,
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
