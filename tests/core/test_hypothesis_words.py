"""Words of a researcher cannot move the cursor, hide text or fill the screen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.hypothesis import MAX_WORDS, hidden_letters, one_line, visible

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
tricky = st.text(alphabet=st.sampled_from("ab \t\n\r\x1b\x00\x7f\x9b\u2028\u2029\u200b\ufeff\ud800" + BIDI)) | st.text()


@pytest.mark.parametrize("letter", list(BIDI), ids=lambda letter: f"U+{ord(letter):04X}")
def test_a_bidirectional_character_is_shown_by_its_code_point(letter):
    assert one_line(f"use{letter}cache") == f"use<U+{ord(letter):04X}>cache"
    assert visible(f"use{letter}cache\nx") == f"use<U+{ord(letter):04X}>cache\nx"


def test_an_escape_sequence_is_shown_and_not_obeyed():
    assert one_line("\x1b[2J\x1b]0;owned\x07done") == "<U+001B>[2J<U+001B>]0;owned<U+0007>done"


def test_lines_become_one_line_and_stay_lines_where_many_are_meant():
    assert one_line("  a\n\n b\tc\u2028d ") == "a b c d"
    assert visible("a\n\tb\r") == "a\n    b<U+000D>"


@given(tricky)
def test_nothing_that_could_move_the_cursor_or_hide_text_is_left(text):
    for shown in (one_line(text), visible(text).replace("\n", "")):
        assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        shown.encode("utf-8")


@given(tricky)
def test_one_line_is_bounded_and_stays_as_it_is_when_repeated(text):
    line = one_line(text * 50)
    assert len(line) <= MAX_WORDS
    assert one_line(line) == line


@given(st.text(alphabet="abcäß∑漢 .,`'\"-+=()[]0123456789", max_size=MAX_WORDS))
def test_ordinary_words_are_kept_but_for_their_spaces(text):
    assert one_line(text) == " ".join(text.split())
    assert visible(text) == text


def test_words_that_are_too_long_say_so():
    assert one_line("x" * 501) == "x" * 499 + "…"
    assert one_line("x" * 500) == "x" * 500
    assert one_line("abcdef", limit=3) == "ab…"


def test_letters_that_do_not_show_are_named():
    assert hidden_letters("if a:\n\treturn 'ünïcödé'\n") == ()
    assert hidden_letters("use\u202ecache\u200b\r\n") == ("U+000D", "U+200B", "U+202E")
