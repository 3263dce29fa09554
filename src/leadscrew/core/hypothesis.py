"""Words that come from a researcher: bounded, one line, printable."""

from __future__ import annotations

import unicodedata

MAX_WORDS = 500


def one_line(text: str, *, limit: int = MAX_WORDS) -> str:
    """The text as one printable line: control and bidirectional characters are shown by their code point."""
    shown = "".join(_shown(letter) for letter in " ".join(text.split()))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def visible(text: str) -> str:
    """Many lines of foreign text with everything that could move the cursor or hide text made visible."""
    return "\n".join("".join(_shown(letter) for letter in line) for line in text.replace("\t", "    ").split("\n"))


def hidden_letters(text: str) -> tuple[str, ...]:
    """The code points in a text of many lines that do not show or that turn what follows, such as `U+202E`."""
    found = {letter for letter in text if letter not in "\n\t" and _shown(letter) != letter}
    return tuple(sorted(f"U+{ord(letter):04X}" for letter in found))


def last_line(text: str) -> str:
    """The last line that says something, such as the error under a traceback."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
"""Letters and marks that show nothing, whatever their category says."""
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")


def _shown(letter: str) -> str:
    if " " <= letter <= "~":
        return letter
    category = unicodedata.category(letter)
    blank = letter in BLANK or category == "Zs"
    return f"<U+{ord(letter):04X}>" if blank or category in HIDDEN else letter
