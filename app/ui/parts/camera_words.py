"""What the camera says, in every language of `app/ui/words`; the same test compares them."""

from collections.abc import Mapping
from typing import Final

from app.ui.words import FIRST_LANGUAGE, Speaker

CAMERA_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "starting": "Starting the camera. If you are asked, allow it.",
        "refused": "The camera is not allowed here.",
        "refused_how": "Allow it in the browser's or device's settings, then try again.",
        "absent": "This device has no camera.",
        "absent_how": "Use a hand scanner, or type the code.",
        "busy": "Something else is using the camera.",
        "busy_how": "Close the other app or tab, then try again.",
        "insecure": "The camera works only over a secure address.",
        "insecure_how": "Open Zonewise by its https address. Ask your supervisor for it.",
        "elsewhere": "The camera is not used on this computer.",
        "elsewhere_how": "Use a hand scanner, or type the code.",
        "unreadable": "The camera cannot read codes on this machine.",
        "unreadable_how": "A barcode library is missing. Tell your supervisor.",
        "stopped": "The camera stopped.",
        "stopped_how": "Try again, or use a hand scanner or type the code.",
        "light_on": "Light on",
        "light_off": "Light off",
        "window": "Hold the code inside the frame",
    },
    "de": {
        "starting": "Die Kamera startet. Falls gefragt wird: erlauben.",
        "refused": "Die Kamera ist hier nicht erlaubt.",
        "refused_how": "In den Einstellungen von Browser oder Gerät erlauben, dann noch einmal.",
        "absent": "Dieses Gerät hat keine Kamera.",
        "absent_how": "Handscanner benutzen oder den Code eintippen.",
        "busy": "Etwas anderes benutzt die Kamera.",
        "busy_how": "Die andere App oder den anderen Tab schließen, dann noch einmal.",
        "insecure": "Die Kamera geht nur über eine sichere Adresse.",
        "insecure_how": "Zonewise über die https-Adresse öffnen. Die Schichtleitung kennt sie.",
        "elsewhere": "An diesem Rechner wird die Kamera nicht benutzt.",
        "elsewhere_how": "Handscanner benutzen oder den Code eintippen.",
        "unreadable": "Die Kamera kann auf diesem Gerät keine Codes lesen.",
        "unreadable_how": "Eine Barcode-Bibliothek fehlt. Der Schichtleitung sagen.",
        "stopped": "Die Kamera ist stehen geblieben.",
        "stopped_how": "Noch einmal versuchen, oder Handscanner oder Eintippen.",
        "light_on": "Licht an",
        "light_off": "Licht aus",
        "window": "Den Code in den Rahmen halten",
    },
}


def camera_word(say: Speaker, key: str) -> str:
    """The sentence in the reader's language, or in English where it is not translated."""
    return CAMERA_WORDS.get(say.language, CAMERA_WORDS[FIRST_LANGUAGE])[key]
