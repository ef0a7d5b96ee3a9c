"""Rows out of tab-separated, comma-separated and JSON text, with the oddities that real files have."""

from __future__ import annotations

import json

import pytest

from toolspan.errors import UpstreamError
from toolspan.formats import delimited
from toolspan.formats.tables import CSV, JSON, TSV, XML, Window, read_table

from .conftest import rows_of, table


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ('5" nail', "a raw quote"),
        ('"quoted" start', "a quoted start"),
        ('"whole"', "quotes around"),
        ('say ""hi""', "doubled quotes"),
        ("a\x85b\u2028c\u2029d\x0be\x0cf\x1cg", "separators of other kinds"),
        ("nul\x00byte", "a NUL"),
        ("lone\rreturn", "a lone return"),
        (" spaces ", "spaces"),
        ("-1", "a minus"),
        ("a,b;c", "other delimiters"),
    ],
)
def test_a_tab_separated_cell_is_taken_as_it_is(cell, why):
    read = table(f"x\ty\r\n{cell}\t2\r\n3\t{cell}\r\n")
    assert read.rows == [{"x": cell, "y": "2"}, {"x": "3", "y": cell}], why
    assert read.warnings == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n", "\r\n", "\r\n\r\n"])
def test_lines_may_end_either_way_and_the_last_one_not_at_all(end, last):
    assert table(f"a\tb{end}1\t2{end}{end}3\t4{last}").rows == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_short_rows_are_filled_up():
    read = table("a\tb\tc\n1\n1\t2\n\t\t\n")
    assert read.rows == [
        {"a": "1", "b": "", "c": ""},
        {"a": "1", "b": "2", "c": ""},
        {"a": "", "b": "", "c": ""},
    ]


def test_cells_beyond_the_header_are_kept_and_told():
    read = table("a\tb\n1\t2\t3\t4\n")
    assert read.rows == [{"a": "1", "b": "2", "_extra": ["3", "4"]}]
    assert "1 row has more cells" in read.warnings[0]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("a\ta\ta", ["a", "a_2", "a_3"]),
        ("a\ta_2\ta", ["a", "a_2", "a_3"]),
        ("a_2\ta\ta", ["a_2", "a", "a_3"]),
        ("\ta\t\t", ["column_1", "a", "column_3", "column_4"]),
        (" a \tb", ["a", "b"]),
        ("_extra\ta", ["_extra_2", "a"]),
        ("Número de pedido\t注文番号", ["Número de pedido", "注文番号"]),
    ],
)
def test_every_column_has_a_name_of_its_own(header, columns):
    cells = [str(number) for number in range(len(columns))]
    read = table(f"{header}\n" + "\t".join(cells))
    assert read.columns == columns
    assert read.rows == [dict(zip(columns, cells, strict=True))]


@pytest.mark.parametrize("content_type", [TSV, CSV, None])
def test_a_header_alone_gives_no_rows_but_its_columns(content_type):
    read = table("a\r\n", content_type)
    assert (read.rows, read.total, read.columns, read.warnings) == ([], 0, ["a"], [])


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n"])
@pytest.mark.parametrize("content_type", [TSV, CSV, JSON, None])
def test_an_empty_file_gives_no_rows_and_says_so(text, content_type):
    read = table(text, content_type)
    assert (read.rows, read.total) == ([], 0)
    assert "empty" in read.warnings[0]


def test_a_tab_separated_file_with_a_quoted_header_is_quoted_throughout():
    read = table('"a"\t"b"\r\n"x ""y"""\t"line\r\nbreak"\r\n')
    assert read.rows == [{"a": 'x "y"', "b": "line\r\nbreak"}]


def test_comma_separated_cells_may_hold_commas_quotes_and_line_ends():
    read = table('a,b\r\n"1,5","say ""hi""\nthere"\r\n\r\n2,\r\n', CSV)
    assert read.rows == [{"a": "1,5", "b": 'say "hi"\nthere'}, {"a": "2", "b": ""}]
    assert read.total == 2


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_huge_cell_is_read(quote):
    huge = "x" * 400_000
    assert read_table([f"a,b\n{quote}{huge}{quote},2\n"], CSV).rows == [{"a": huge, "b": "2"}]


def test_a_line_without_end_is_an_error_of_our_own(monkeypatch):
    monkeypatch.setattr(delimited, "LINE_CAP", 50_000)
    with pytest.raises(UpstreamError, match="not a readable table"):
        read_table("x" * 1_000 for _ in range(1_000))


@pytest.mark.parametrize("content_type", [TSV, CSV])
def test_formulas_are_left_as_data_and_told(content_type):
    tab = "\t" if content_type == TSV else ","
    cells = ["=cmd|' /C calc'!A0", "@SUM(A1)"]
    read = table(f"a{tab}b\n" + "".join(f"{cell}{tab}-1\n" for cell in [*cells, "harmless"]), content_type)
    assert [row["a"] for row in read.rows] == [*cells, "harmless"]
    assert read.warnings == [
        "2 rows have text that a spreadsheet would run as a formula (the first is row 1); it is given as it is."
    ]


@pytest.mark.parametrize(
    ("content", "rows", "about"),
    [
        ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2}], {}),
        ([1, "x"], [{"value": 1}, {"value": "x"}], {}),
        ({"spec": {"a": 1}, "rows": [{"b": 1}, {"b": 2}]}, [{"b": 1}, {"b": 2}], {"spec": {"a": 1}}),
        (
            {"x": [{"b": 1}], "spec": 5, "y": [2], "z": []},
            [{"_section": "x", "b": 1}, {"_section": "y", "value": 2}],
            {"spec": 5},
        ),
        ({"score": 98, "state": {"a": 1}}, [{"score": 98, "state": {"a": 1}}], {}),
        ({"rows": []}, [], {}),
        (5, [{"value": 5}], {}),
        (None, [], {}),
    ],
)
def test_json_gives_the_rows_of_its_lists_or_itself(content, rows, about):
    text = json.dumps(content, indent=1)
    read = table(text, JSON)
    assert (read.rows, read.total, read.about) == (rows, len(rows), about)
    assert rows_of(text, JSON) == rows


def test_large_parts_of_json_beside_the_rows_are_left_out_and_told():
    read = table(json.dumps({"spec": "x" * 5_000, "rows": [1]}), JSON)
    assert read.about == {}
    assert read.warnings == ["Values of the document beside its rows are left out: spec."]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1,]",
        "[1",
        "[1] 2",
        '{"a": NaN}',
        '{"a": [NaN]}',
        '{"a" 1}',
        "{1: 2}",
        '{"a": 1,}',
        "[" * 100_000,
        "[" + "[" * 100_000,
        '{"a": ' + "[[" * 100_000,
        "a\tb\n1\t2\n",
        "9" * 5_000,
        '["\\ud800"]',
        '["\\uDC00"]',
        '["' + "x" * 17_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_json_that_cannot_be_read_is_an_error_of_our_own(text):
    with pytest.raises(UpstreamError, match="not readable JSON") as failure:
        read_table([text], JSON)
    assert len(failure.value.message) < 300
    assert "reports.document" in failure.value.hint


def test_a_value_of_many_megabytes_on_one_line_is_read():
    text = "x" * 10_000
    assert len(read_table((text for _ in range(3_000)), TSV).columns[0]) == 30_000_000


@pytest.mark.parametrize(
    ("text", "kind"),
    [("<html><a/>", "XML"), ("%PDF-1.7\n", "PDF"), ("PK\x03\x04..", "spreadsheet")],
)
@pytest.mark.parametrize("content_type", [TSV, CSV, None])
def test_a_file_without_rows_is_refused_with_advice(text, kind, content_type):
    with pytest.raises(UpstreamError, match=kind) as failure:
        read_table([text], content_type)
    assert "reports.document" in failure.value.hint


@pytest.mark.parametrize(
    ("text", "rows"), [("a\tb\n1,2\t3", 1), ("a,b\n1,2\n3,4", 2), ('[{"a":1}]', 1), ("one\ntwo", 1)]
)
def test_a_file_of_unknown_type_is_read_as_what_it_looks_like(text, rows):
    assert len(table(text, "application/x-new").rows) == rows


def test_values_of_json_may_lie_across_pieces_and_be_of_many_megabytes():
    rows = [{"n": 12345.5, "text": 'a "quoted" \\ é 😀', "none": None}, [1, [2]], "x" * 9_000_000, 1234567]
    text = json.dumps({"first": True, "rows": rows, "last": {"a": [1]}})
    read = read_table((text[start : start + 999_983] for start in range(0, len(text), 999_983)), JSON)
    assert [row.get("value", row) for row in read.rows] == rows
    assert read.about == {"first": True, "last": {"a": [1]}}


@pytest.mark.parametrize(
    ("window", "numbers"),
    [(Window(), "01234"), (Window(2), "234"), (Window(1, 2), "12"), (Window(4, 9), "4"), (Window(9, 1), "")],
)
@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        (TSV, "n\n0\n1\n2\n\n3\n4\n"),
        (CSV, 'n\n0\n"1"\n2\n\n3\n4\n'),
        (JSON, '[{"n":"0"},{"n":"1"},{"n":"2"},{"n":"3"},{"n":"4"}]'),
        (XML, "<r>" + "".join(f"<row><n>{n}</n></row>" for n in range(5)) + "</r>"),
    ],
)
def test_a_window_gives_its_rows_and_the_number_of_all(window, numbers, content_type, text):
    read = table(text, content_type, window)
    assert ("".join(row["n"] for row in read.rows), read.total) == (numbers, 5)
    if window.limit is None:
        assert "".join(row["n"] for row in rows_of(text, content_type, window.offset)) == numbers


@pytest.mark.parametrize("text", ['{"errors": [{"code": "x"}]}', '[\n{"a": 1}\n]'])
def test_json_where_a_table_was_promised_comes_with_a_warning(text):
    read = table(text, TSV)
    assert "is JSON, though its type is a table" in read.warnings[0]
    assert read.rows == rows_of(text, TSV) == table(text, JSON).rows != []


def test_broken_json_where_a_table_was_promised_is_an_error():
    for read in (table, rows_of):
        with pytest.raises(UpstreamError, match="not readable JSON"):
            read('[{"a": 1}', CSV)


def test_a_header_that_begins_with_a_bracket_is_a_header():
    assert table("[id]\tname\n1\t2\n").rows == [{"[id]": "1", "name": "2"}]
