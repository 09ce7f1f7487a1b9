"""A parcel's label and packing slip, made from the books."""

from app.engine.names import ParcelId, ToteCode
from app.engine.packing import StartPacking
from app.operations.papers import label_pdf, slip_pdf
from tests.ui.packing.site import PIA, small_site


def test_a_closed_parcel_has_both_papers():
    here = small_site()
    found = here.station.tables.parcels.with_sscc(here.pack("TOTE-0001"))
    assert found
    for made in (label_pdf, slip_pdf):
        pdf = made(here.station, found.parcel_id)
        assert pdf
        assert pdf.startswith(b"%PDF")


def test_an_open_parcel_has_no_label_yet():
    here = small_site()
    begun = here.done(StartPacking(tote=ToteCode("TOTE-0001")), PIA)
    parcel_id = ParcelId(str(begun.values["parcel"]))
    assert label_pdf(here.station, parcel_id) is None
    assert slip_pdf(here.station, parcel_id)


def test_an_unknown_parcel_has_no_papers():
    here = small_site()
    assert label_pdf(here.station, ParcelId("nobody")) is None
    assert slip_pdf(here.station, ParcelId("nobody")) is None
