"""Tables whose quotes, delimiters and line ends are not what their type says, and those that are: no byte is lost."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolspan.formats import delimited
from toolspan.formats.tables import CSV, TSV, read_table

from .conftest import rows_of, table

QUOTED, UNQUOTED = ('"A"', '"T"', '"N"'), ("A", "T", "N")
MARKS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
ENDS = ("\r\n", "\n", "\r")


def cells(text: str, content_type: str = TSV) -> list[list[str]]:
    """Return the cells of the rows, which `run` and `iterate_run` must give alike."""
    read = table(text, content_type)
    assert rows_of(text, content_type) == read.rows
    return [list(row.values()) for row in read.rows]


def lines(mark: str, end: str, *rows: tuple[str, ...], last: bool = True) -> str:
    return end.join(mark.join(row) for row in rows) + (end if last else "")


@pytest.mark.parametrize("end", ENDS, ids=["crlf", "lf", "cr"])
@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("content_type", [TSV, CSV])
@pytest.mark.parametrize("last", [True, False])
def test_quotes_that_are_not_escaped_stay_in_their_own_cell(mark, end, content_type, last):
    text = lines(
        mark, end,
        QUOTED,
        ('"1"', '"Monitor 24""', '"7"'),
        ('"2"', '"Pole 5" x 7""', '"8"'),
        ('"3"', f'"Screen 24"{mark} black"', '"9"'),
        ('"12""', '"first"', '""'),
        ('"5"', '"plain"', '"last 3""'),
        ('"6"', '"5" cable"', '"last 4""'),
        last=last,
    )  # fmt: skip
    assert cells(text, content_type) == [
        ["1", 'Monitor 24"', "7"],
        ["2", 'Pole 5" x 7"', "8"],
        ["3", f'Screen 24"{mark} black', "9"],
        ['12"', "first", ""],
        ["5", "plain", 'last 3"'],
        ["6", '5" cable', 'last 4"'],
    ]
    assert table(text, content_type).warnings == []


@pytest.mark.parametrize("end", ENDS, ids=["crlf", "lf", "cr"])
@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize(
    "value", ['24"', "", '"', 'say "hi"{mark} then', "one{end}two", '5" cable', "{mark}", "a{end}{end}b"]
)
def test_a_valid_file_keeps_its_bytes(mark, end, value):
    value = value.format(mark=mark, end=end)
    cell = '"' + value.replace('"', '""') + '"'
    text = lines(mark, end, QUOTED, ('"1"', cell, '"7"'), (cell, '"x"', '"8"'), ('"2"', '"y"', cell))
    assert cells(text) == [["1", value, "7"], [value, "x", "8"], ["2", "y", value]]


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_a_title_with_quotes_among_cells_without_is_one_cell_too(mark):
    text = lines(
        mark,
        "\n",
        UNQUOTED,
        ("1", '"Monitor 24""', "7"),
        ("2", f'"24"{mark} black"', "8"),
        ("3", '5" nail', "9"),
    )
    assert cells(text) == [["1", 'Monitor 24"', "7"], ["2", f'24"{mark} black', "8"], ["3", '5" nail', "9"]]


def test_a_header_may_hold_quotes_that_are_not_escaped():
    text = '"A"\t"Size 24""\t"Size (24")"\r\n"1"\t"2"\t"3"\r\n'
    assert table(text).rows == [{"A": "1", 'Size 24"': "2", 'Size (24")': "3"}]


def test_a_broken_row_with_a_line_break_in_another_cell_is_one_row():
    text = '"A","T","N"\r\n"1","5" cable","one\r\ntwo"\r\n"2","x","y"\r\n'
    assert cells(text, CSV) == [["1", '5" cable', "one\r\ntwo"], ["2", "x", "y"]]


def test_a_short_row_with_an_open_quote_does_not_take_the_next_row_with_it():
    text = '"A"\t"T"\t"N"\r\n"1"\t"Monitor 24""\r\n"2"\t"x"\t"y"\r\n'
    assert cells(text) == [["1", 'Monitor 24"', ""], ["2", "x", "y"]]


def test_a_quote_that_nothing_ends_takes_only_its_own_row():
    rows = [(f'"{number}"', f'"title {number}') for number in range(2_000)]
    text = lines(",", "\n", ('"A"', '"T"'), *rows)
    assert cells(text, CSV) == [[str(number), f'"title {number}'] for number in range(2_000)]


def test_an_open_quote_is_looked_after_for_a_bounded_stretch_of_text(monkeypatch):
    monkeypatch.setattr(delimited, "RECORD_CAP", 1_000)
    text = 'A,T\n1,"open\n' + "2,x\n" * 5_000 + '3,"y"\n'
    taken = []

    def pieces():
        for start in range(0, len(text), 100):
            taken.append(start)
            yield text[start : start + 100]

    records = iter(delimited.Records(pieces(), ","))
    assert next(records) == ["1", '"open']
    assert taken[-1] < 8_000
    assert sum(1 for _ in records) == 5_001


def test_a_tab_or_line_break_within_quotes_is_known_in_a_file_whose_header_has_none():
    text = 'A\tT\tN\n1\t"a\tb"\t7\n2\t"c\nd"\t8\n3\t"whole"\t9\n'
    assert cells(text) == [["1", "a\tb", "7"], ["2", "c\nd", "8"], ["3", '"whole"', "9"]]


@pytest.mark.parametrize("content_type", [TSV, CSV, None])
@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("a,b,c", ["a", "b", "c"]),
        ("a;price, net;c", ["a", "price, net", "c"]),
        ("a\tprice, net, gross; each", ["a", "price, net, gross; each"]),
        ('"a, b";"c"', ["a, b", "c"]),
        ("a|b", ["a", "b"]),
    ],
)
def test_the_header_tells_the_delimiter_whatever_the_type_says(content_type, header, columns):
    read = table(f"{header}\r\n", content_type)
    assert (read.columns, read.warnings) == (columns, [])


def test_a_column_of_one_name_is_not_split_by_what_stands_in_its_rows():
    assert cells("title\r\na, b\r\n") == [["a, b"]]


@pytest.mark.parametrize("content_type", [TSV, CSV])
def test_a_lone_return_is_part_of_a_cell_where_lines_end_otherwise(content_type):
    assert cells("a,b\n1,x\ry\n", content_type) == [["1", "x\ry"]]


def test_rows_with_too_few_or_too_many_cells_are_counted_from_the_first_one_on():
    text = "a\tb\tc\n1\t2\t3\n1\t2\n\n1\n1\t2\t3\t4\n"
    read = table(text)
    assert [list(row.values()) for row in read.rows] == [
        ["1", "2", "3"], ["1", "2", ""], ["1", "", ""], ["1", "2", "3", ["4"]]
    ]  # fmt: skip
    assert read.warnings == [
        "2 rows have fewer cells than the header (the first is row 2); the cells that are missing are empty here.",
        "1 row has more cells than the header (the first is row 4); the rest of them is in _extra.",
    ]


CELL = st.text(alphabet='ab",;\t \r\n', max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5)


@given(ROWS, st.sampled_from(",;\t"), st.sampled_from(["\r\n", "\n"]))
def test_what_the_csv_module_writes_is_read_as_it_was(rows, mark, end):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL, lineterminator=end)
    writer.writerows([["a", "b", "c"], *rows])
    assert [list(row.values()) for row in read_table([text.getvalue()], CSV).rows] == rows


@given(
    st.text(alphabet='ab",\t\r\n', max_size=40),
    st.sampled_from([TSV, CSV]),
    st.lists(st.integers(0, 60), max_size=6),
    st.sampled_from(['"a","b"\r\n', '"a"\t"b"\n', "a,b\r", "a\tb\r\n", ""]),
)
def test_where_the_pieces_are_cut_makes_no_difference(body, content_type, cuts, header):
    text = header + body
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(places)]
    whole, cut = read_table([text], content_type), read_table(pieces, content_type)
    assert (cut.rows, cut.total, cut.columns, cut.warnings) == (
        whole.rows, whole.total, whole.columns, whole.warnings
    )  # fmt: skip
    assert rows_of(text, content_type) == whole.rows
