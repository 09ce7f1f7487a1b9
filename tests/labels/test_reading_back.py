"""What we print can be scanned: every kind of label, at the resolutions printers have."""

import io
import re

import pytest
from PIL import Image

from app.labels.codes import Symbology, gtin_check_digit, sscc
from app.labels.parcel import ParcelLabel, parcel_label_pdf
from app.labels.pictures import code_png, label_png, parcel_label_png
from app.labels.sheets import (
    L7160,
    L7163,
    L7165,
    Arrow,
    BadgeLabel,
    BinLabel,
    ItemLabel,
    Label,
    PlaceLabel,
    Sheet,
    ToteLabel,
    sheet_pdf,
)
from app.labels.slip import PackingSlip, SlipLine, packing_slip_pdf
from app.labels.zpl import label_zpl, parcel_label_zpl
from tests.fakes.printer import printed
from tests.labels.conftest import Read

POLISH = ("Zofia Wiśniewska-Kowalczyk", "ul. Świętokrzyska 14 m. 7", "00-050 Warszawa")
GERMAN = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH",
    "Abteilung Wareneingang, z. Hd. Frau Dr. Annegret Müller-Lüdenscheidt",
    "Bischöflich-Geistlicher-Rat-Josef-Zinnbauer-Straße 128a",
    "84130 Dingolfing-Frauenbiburg",
    "DEUTSCHLAND",
)
SENDER = ("Demo warehouse", "Unit 4, Harbour Road", "Bristol BS1 6XN")


def gtin(number: int) -> str:
    body = f"29{number:010d}"
    return body + gtin_check_digit(body)


def code_of(label: Label) -> str:
    return (label.gtin or label.sku) if isinstance(label, ItemLabel) else label.code


LABELS: list[Label] = [
    BinLabel(code="A-07-3-B", arrow=Arrow.UP),
    BinLabel(code="B-12-14-A", arrow=Arrow.DOWN),
    BinLabel(code="Z-99-99-Z", zone_colour="#0072b2"),
    ToteLabel(code="TOTE-0042"),
    ItemLabel(sku="85123A", name="White hanging heart T-light holder", gtin=gtin(1)),
    ItemLabel(sku="POST-XL-000123", name="Jumbo-Einkaufstasche, wasserabweisend " * 3),
    BadgeLabel(code="BADGE-0007", name="Agnieszka Brzęczyszczykiewicz", role="Picker"),
    BadgeLabel(code="BADGE-0001", name="Maya Okafor"),
    PlaceLabel(code="DROP-PACK-1", name="Packing station 1"),
    PlaceLabel(code="DROP-B", name="Hand-over to zone B"),
]


def parcel(ship_to: tuple[str, ...] = POLISH, *, serial: int = 1) -> ParcelLabel:
    return ParcelLabel(
        ship_to=ship_to,
        ship_from=SENDER,
        carrier="Northline",
        service="Standard 48 h",
        order_ref="536365",
        sscc=sscc("4012345", serial),
        number=1,
        count=3,
        weight_g=2345,
    )


def slip(lines: int, *, gift_note: str = "") -> PackingSlip:
    line = SlipLine(
        sku="71053",
        description="White metal lantern",
        ordered_each=6,
        shipped_each=4,
        backordered_each=2,
        note="2 follow free of charge.",
    )
    return PackingSlip(
        order_ref="536365",
        ordered_at="1 December 2025",
        ship_to=POLISH,
        ship_from=SENDER,
        lines=(line,) * lines,
        gift_note=gift_note,
    )


def sizes_mm(pdf: bytes) -> set[tuple[float, float]]:
    found = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert found
    return {(float(w) * 25.4 / 72, float(h) * 25.4 / 72) for w, h in found}


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("ship_to", [POLISH, GERMAN, ("Jo",)])
def test_a_parcel_label_reads_back(ship_to: tuple[str, ...], dpi: int, read: Read):
    label = parcel(ship_to)
    [page] = printed(parcel_label_pdf(label), dpi)
    assert read(page) == {"00" + label.sscc}


def test_a_parcel_label_is_exactly_four_by_six_inches():
    [(width, height)] = sizes_mm(parcel_label_pdf(parcel(), parcel(serial=2)))
    assert width == pytest.approx(101.6, abs=0.001)
    assert height == pytest.approx(152.4, abs=0.001)


def test_parcel_bars_are_half_a_millimetre_with_quiet_zones_and_high_enough():
    [page] = printed(parcel_label_pdf(parcel()), 508)  # 20 dots a millimetre
    page = page.convert("L")
    middle = [page.getpixel((x, 126 * 20)) for x in range(page.width)]
    inked = [x for x, grey in enumerate(middle) if isinstance(grey, int) and grey < 128]
    first, last = inked[0], inked[-1]
    assert last - first + 1 == pytest.approx(156 * 0.5 * 20, abs=2)
    assert first >= 10 * 0.5 * 20
    assert page.width - last >= 10 * 0.5 * 20
    column = [page.getpixel((first + 4, y)) for y in range(page.height // 2, page.height)]
    dark = sum(1 for grey in column if isinstance(grey, int) and grey < 128)
    assert dark >= 32 * 20


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("sheet", [L7163, L7160, L7165], ids=lambda sheet: sheet.name)
def test_every_label_on_a_sheet_reads_back(sheet: Sheet, dpi: int, read: Read):
    papers = printed(sheet_pdf(LABELS, sheet), dpi)
    assert set().union(*map(read, papers)) == {code_of(label) for label in LABELS}


def test_a_sheet_is_a4_and_half_used_sheets_are_not_wasted(read: Read):
    bins = [BinLabel(code=f"A-01-{bay}-A") for bay in range(1, 17)]
    pdf = sheet_pdf(bins, used=13)
    [(width, height)] = sizes_mm(pdf)
    assert (width, height) == pytest.approx((210, 297), abs=0.001)
    first, second, third = printed(pdf, 203)
    assert read(first) == {"A-01-1-A"}
    assert len(read(second)) == 14
    assert read(third) == {"A-01-16-A"}


@pytest.mark.parametrize("sheet", [L7163, L7160, L7165], ids=lambda sheet: sheet.name)
def test_the_labels_of_a_sheet_lie_on_the_paper_and_not_on_each_other(sheet: Sheet):
    last = sheet.place(sheet.places - 1)
    assert sheet.across_mm >= sheet.width_mm
    assert sheet.down_mm >= sheet.height_mm
    assert last.right_mm <= 210
    assert last.bottom_mm <= 297
    # Makers centre the grid on the paper.
    assert sheet.left_mm == pytest.approx(210 - last.right_mm, abs=0.4)
    assert sheet.top_mm == pytest.approx(297 - last.bottom_mm, abs=0.4)


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_slip_says_which_order_it_is(dpi: int, read: Read):
    [paper] = printed(packing_slip_pdf(slip(3, gift_note="Happy birthday, Zosia!")), dpi)
    assert read(paper) == {"536365"}


@pytest.mark.parametrize(
    ("lines", "sheets"), [(1, 1), (8, 1), (16, 2), (40, 3), (200, 11)]
)
def test_a_long_slip_goes_on_over_the_page(lines: int, sheets: int):
    pdf = packing_slip_pdf(slip(lines, gift_note="For you"))
    assert len(re.findall(rb"/Type /Page\b", pdf)) == sheets


def test_a_pdf_carries_its_typefaces_and_is_the_same_every_time():
    for make in (
        lambda: parcel_label_pdf(parcel(GERMAN)),
        lambda: sheet_pdf(LABELS),
        lambda: packing_slip_pdf(slip(30)),
    ):
        pdf = make()
        assert b"Helvetica" not in pdf
        assert pdf.count(b"/FontFile2") >= 3
        assert pdf == make()


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("label", LABELS, ids=code_of)
def test_a_label_on_the_screen_reads_like_the_printed_one(
    label: Label, dpi: int, read: Read
):
    picture = Image.open(io.BytesIO(label_png(label, dpi=dpi)))
    assert read(picture) == {code_of(label)}


@pytest.mark.parametrize("dpi", [96, 203, 300])
@pytest.mark.parametrize(
    ("payload", "symbology", "said"),
    [
        ("A-07-3-B", Symbology.CODE_128, "A-07-3-B"),
        ("536365", Symbology.CODE_128, "536365"),
        ("TOTE-00421", Symbology.CODE_128, "TOTE-00421"),
        ("a1234567b", Symbology.CODE_128, "a1234567b"),
        ("4006381333931", Symbology.EAN_13, "4006381333931"),
        ("(00)340123450000000017", Symbology.GS1_128, "00340123450000000017"),
        (
            "(01)02900000000012(10)AB123(17)261231(21)X9",
            Symbology.GS1_128,
            "010290000000001210AB123\x1d1726123121X9",
        ),
    ],
)
def test_a_single_code_reads_back(
    payload: str, symbology: Symbology, said: str, dpi: int, read: Read
):
    picture = Image.open(io.BytesIO(code_png(payload, symbology, dpi=dpi)))
    assert read(picture) == {said}


def test_a_picture_knows_its_real_size():
    picture = Image.open(io.BytesIO(parcel_label_png(parcel(), dpi=203)))
    assert picture.size == (813, 1219)
    assert picture.info["dpi"] == pytest.approx((203.2, 203.2), abs=0.1)


@pytest.mark.parametrize("dpi", [203, 300])
def test_what_a_thermal_printer_burns_reads_back(dpi: int, read: Read):
    label = parcel(GERMAN)
    assert read(burnt(parcel_label_zpl(label, dpi=dpi))) == {"00" + label.sscc}
    tote = ToteLabel(code="TOTE-0042")
    assert read(burnt(label_zpl(tote, dpi=dpi, copies=2))) == {"TOTE-0042"}


def test_a_label_for_a_thermal_printer_is_plain_text_it_can_count():
    zpl = label_zpl(ToteLabel(code="TOTE-0042"), copies=2)
    assert zpl.isascii()
    assert zpl.startswith("^XA")
    assert zpl.endswith("^PQ2\n^XZ\n")


def burnt(zpl: str) -> Image.Image:
    """The dots a printer makes of our one graphic command."""
    command = re.search(r"\^GFA,(\d+),\1,(\d+),([^^]*)\^FS", zpl)
    assert command
    total, row_bytes = int(command[1]), int(command[2])
    rows: list[str] = []
    row = ""
    for char in command[3]:
        if char == ":":
            rows.append(rows[-1])
            continue
        row = row.ljust(2 * row_bytes, "0") if char == "," else row + char
        if len(row) == 2 * row_bytes:
            rows.append(row)
            row = ""
    dots = bytes.fromhex("".join(rows))
    assert len(dots) == total
    picture = Image.frombytes("1", (row_bytes * 8, total // row_bytes), dots)
    return Image.eval(picture.convert("L"), lambda grey: 255 - grey)
