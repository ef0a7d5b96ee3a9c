"""The character set of a document: labelled, wrongly labelled, marked or to be guessed."""

from __future__ import annotations

import codecs

import pytest

from .conftest import opened, text_of, zipped

WESTERN = "Stück\tCafé “x” 5 €\r\n"
JAPANESE = "商品名\tマグカップ ①髙\r\n"
GREEK = "Καφές\r\n"


@pytest.mark.parametrize("pack", [bytes, zipped])
@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (WESTERN, "cp1252", "Cp1252"),
        (WESTERN, "cp1252", "windows-1252"),
        (WESTERN, "cp1252", "ISO-8859-1"),
        (WESTERN, "utf-8", "UTF-8"),
        (WESTERN, "utf-8", '"utf-8"'),
        (GREEK, "iso8859-7", "ISO-8859-7"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "cp932", "Windows-31J"),
        (JAPANESE, "cp932", "x-sjis"),
        ("ﾃｱ", "cp932", "Shift_JIS"),
        (JAPANESE, "utf-8", "UTF-8"),
        ("plain", "ascii", "Cp1252"),
    ],
)
def test_a_document_is_read_as_its_label_says(pack, text, encoding, label):
    document = opened(pack(text.encode(encoding)), f"text/plain;charset={label}", gzipped=pack is zipped)
    assert (text_of(document), document.remark) == (text, None)


@pytest.mark.parametrize(
    ("text", "encoding", "japanese", "guessed"),
    [
        (WESTERN, "utf-8", False, None),
        (JAPANESE, "utf-8", True, None),
        (WESTERN, "cp1252", False, "cp1252"),
        (JAPANESE, "cp932", True, "cp932"),
        ("plain", "ascii", True, None),
    ],
)
def test_without_a_label_utf_8_is_tried_and_then_what_the_country_uses(text, encoding, japanese, guessed):
    document = opened(text.encode(encoding), "text/plain", japanese=japanese)
    assert text_of(document) == text
    assert bool(document.remark) is bool(guessed)
    assert not guessed or f"read as {guessed}" in document.remark


@pytest.mark.parametrize(
    ("text", "encoding", "label", "japanese"),
    [
        (WESTERN, "utf-8", "Cp1252", False),
        ("Café", "utf-8", "ISO-8859-1", False),
        (WESTERN, "cp1252", "UTF-8", False),
        (JAPANESE, "cp932", "UTF-8", True),
        (JAPANESE, "utf-8", "Shift_JIS", True),
    ],
)
def test_a_wrong_label_is_seen_through_and_told(text, encoding, label, japanese):
    document = opened(text.encode(encoding), f"text/plain; charset={label}", japanese=japanese)
    assert text_of(document) == text
    assert "is labelled" in document.remark


@pytest.mark.parametrize(
    "label", ["no-such-set", "hex", "zlib", "rot13", "idna", "undefined", "unicode_escape", "utf-7", ""]
)
def test_a_label_that_is_no_character_set_counts_as_none(label):
    document = opened(WESTERN.encode(), f"text/plain; charset={label}")
    assert (text_of(document), document.remark) == (WESTERN, None)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
@pytest.mark.parametrize("label", ["", "; charset=Cp1252"])
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(mark, encoding, label):
    assert text_of(opened(mark + JAPANESE.encode(encoding), f"text/plain{label}")) == JAPANESE


def test_characters_that_cannot_be_read_are_replaced_and_told():
    document = opened(b"caf\xe9 \x81\x8d", "text/plain; charset=utf-8")
    assert text_of(document) == "café \ufffd\ufffd"
    assert "are shown as \ufffd" in document.remark


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_character_may_lie_across_two_pieces(encoding):
    text = "a" + "髙" * 900_000
    assert text_of(opened(text.encode(encoding), "text/plain; charset=windows-31j")) == text


@pytest.mark.parametrize("label", ["Cp1252", "ISO-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    "text",
    [
        "マグ",
        "item\tカップ\r\n",
        "テスト",
        "ｼｮｳﾋﾝ",
        "水筒\tPokemon",
        "青い水筒 ケース",
        "a" * 70_000 + "マグ",
    ],
)
def test_japanese_text_with_a_western_label_is_seen_through_in_japan_and_told(text, label):
    document = opened(text.encode("cp932"), f"text/plain; charset={label}", japanese=True)
    assert text_of(document) == text
    assert "read as cp932" in document.remark


@pytest.mark.parametrize(
    "text",
    [
        "Pokémon",
        "Pokémon\tpréférée\t5",
        "ÄÖÜß",
        "“été”",
        "œuf",
        "ÀÉÈÙÂÊÎ",
        "½¼¾ ®™©",
        "réélégée",
        "niño",
    ],
)
def test_western_text_stays_what_its_label_says_in_japan_too(text):
    document = opened(text.encode("cp1252"), "text/plain; charset=Cp1252", japanese=True)
    assert (text_of(document), document.remark) == (text, None)


async def test_a_guess_is_told_with_the_rows(run, served):
    served("naïve\r\nïï\r\n".encode("cp1252"), content_type="text/plain")
    page = await run()
    assert page.data == [{"naïve": "ïï"}]
    assert page.meta.warnings == ["The file does not name its character set; it was read as cp1252."]
