"""Text stays inside its box, whoever the customer is."""

import random

import pytest

from app.labels.fonts import Face, font_path, runs, width_mm
from app.labels.typesetting import Style, fitted

ADDRESSES = [
    ["Jo Li", "1 High St", "York"],
    [
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "z. Hd. Frau Dr. Annegret Müller-Lüdenscheidt, Abteilung Wareneingang",
        "Bischöflich-Geistlicher-Rat-Josef-Zinnbauer-Straße 128a, Hinterhaus",
        "84130 Dingolfing-Frauenbiburg",
    ],
    [
        "Przedsiębiorstwo Wielobranżowe Źródło Sp. z o.o. Sp.k.",
        "ul. Księdza Kardynała Stefana Wyszyńskiego 112/114 lok. 8",
        "31-990 Kraków-Nowa Huta",
    ],
    ["Βασιλική Παπακωνσταντίνου", "Λεωφόρος Ελευθερίου Βενιζέλου 114", "Ελλάδα"],
    ["Ольга Константиновна", "Новинский бульвар 31", "Москва"],
    ["W" * 400],
    [],
    ["", "   "],
]


@pytest.mark.parametrize("face", [Face.REGULAR, Face.EXTRA_BOLD, Face.MONO_BOLD])
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("width", "height"), [(92, 40), (50, 12), (20, 6), (30, 80)])
def test_text_never_leaves_its_box(
    address: list[str], face: Face, width: float, height: float
):
    block = fitted(address, Style(face=face, size_pt=19), width=width, height=height)
    assert block.width_mm <= width
    assert block.height_mm <= height


@pytest.mark.parametrize("seed", range(30))
def test_random_words_never_leave_their_box(seed: int):
    rng = random.Random(seed)
    letters = "aeiłmnWŻß0-. "
    text = "".join(rng.choice(letters) for _ in range(rng.randrange(1, 200)))
    width, height = rng.uniform(10, 90), rng.uniform(4, 40)
    style = Style(size_pt=rng.uniform(6, 30), is_one_line=rng.random() < 0.3)
    block = fitted(text, style, width=width, height=height)
    assert block.width_mm <= width
    assert block.height_mm <= height


def test_a_long_address_is_set_smaller_and_nothing_of_it_is_lost():
    for address in ADDRESSES[:5]:
        block = fitted(address, Style(size_pt=19), width=92, height=40)
        printed = "".join(text for text, _ in block.lines).replace(" ", "")
        assert printed == "".join(address).replace(" ", "")


def test_only_what_cannot_fit_is_cut_and_it_shows():
    block = fitted(["W" * 400], Style(size_pt=19), width=20, height=6)
    assert block.lines[-1][0].endswith("…")
    code = fitted("9" * 90, Style(size_pt=19, is_one_line=True), width=20, height=6)
    assert len(code.lines) == 1
    assert code.lines[0][0].endswith("…")


def test_one_monstrous_word_does_not_make_the_address_tiny():
    block = fitted(ADDRESSES[1], Style(size_pt=19), width=92, height=45)
    assert block.size_pt > 8


def test_letters_the_typeface_lacks_come_from_the_stand_in():
    assert list(runs("Nr. 3 → ✓", Face.BOLD)) == [
        (Face.BOLD, "Nr. 3 "),
        (Face.STAND_IN_BOLD, "→"),
        (Face.BOLD, " "),
        (Face.STAND_IN_BOLD, "✓"),
    ]
    assert [face for face, _ in runs("Łódź", Face.REGULAR)] == [Face.REGULAR]


def test_a_letter_no_typeface_has_leaves_a_visible_square():
    assert list(runs("李", Face.REGULAR)) == [(Face.STAND_IN, "□")]


def test_loose_accents_are_joined_to_their_letters():
    assert list(runs("Z\u0307", Face.REGULAR)) == [(Face.REGULAR, "Ż")]


@pytest.mark.parametrize(
    "text", ["Nr. 3 → A", " x ", "00-050 Warszawa", "Łódź\u00a0 ✓ ok"]
)
def test_a_text_is_as_wide_as_its_letters_and_its_spaces(text: str):
    letters = sum(width_mm(char, Face.BOLD, 10) for char in text)
    pieces = sum(width_mm(piece, face, 10) for face, piece in runs(text, Face.BOLD))
    assert width_mm(" ", Face.BOLD, 10) > 0.5
    assert width_mm(text, Face.BOLD, 10) == pytest.approx(letters)
    assert width_mm(text, Face.BOLD, 10) == pytest.approx(pieces)


def test_the_code_face_gives_every_digit_the_same_width():
    assert len({width_mm(digit, Face.MONO_BOLD, 10) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("face", list(Face))
def test_every_typeface_and_its_licence_is_in_the_box(face: Face):
    path = font_path(face)
    assert path.is_file()
    family = path.name.split("-", maxsplit=1)[0].replace("DejaVuSans.ttf", "DejaVuSans")
    licences = {"DejaVuSans": "DejaVu-LICENSE.txt"}
    assert (path.parent / licences.get(family, f"{family}-OFL.txt")).is_file()
