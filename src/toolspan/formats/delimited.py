"""Delimited-text parser: detects the delimiter, tolerates unescaped quotes.

Files labelled tab-separated may hold commas, and quoted cells may hold unescaped quotes. The header
shows the delimiter and the number of cells, which decides how to parse each record: by RFC 4180, or
with quotes inside cells taken literally.
"""

from __future__ import annotations

import csv
import re
from itertools import chain
from typing import TYPE_CHECKING

from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CELL_CAP = 32 * 2**20
"""Longest quoted cell in characters, set as the csv module's limit."""
LINE_CAP = 64 * 2**20
"""Longest line in characters."""
RECORD_CAP = 2 * 2**20
"""Characters searched beyond a record's first line for the end of a cell with line breaks."""
_DELIMITERS = "\t,;|"
_LOOKED_AT = 4096  # characters after the first line break used to detect lines that end in a lone CR
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


class Records:
    """Iterator over the records after the header, each a list of cells; skips blank lines.

    Args:
        pieces: The text, in pieces of any size.
        documented: The delimiter to assume if the header shows none.
    """

    def __init__(self, pieces: Iterable[str], documented: str) -> None:
        # The limit is global to the process, so it is only ever raised. Its default rejects cells over 128 KiB.
        csv.field_size_limit(max(csv.field_size_limit(), CELL_CAP))
        self._end, self._lines = _broken(pieces)
        self._back: list[str] = []
        self.unquoted: str | None = None  # the line of the last record, if no quote is in it
        self.start = self._next() or ""
        head = self.start.removesuffix("\r")
        self.delimiter = _delimiter(head, documented)
        # In a tab-separated table with an unquoted header, quotes are data.
        self._escapes = self.delimiter != "\t" or (head.startswith('"') and head.endswith('"'))
        self._between = f'"{self.delimiter}"'
        self.header = self._header(head) if head else []

    def __iter__(self) -> Iterator[list[str]]:
        width, delimiter, between = len(self.header), self.delimiter, self._between
        lines, back = self._lines, self._back
        while (line := back.pop() if back else next(lines, None)) is not None:
            text = line.removesuffix("\r")
            if not text:
                continue
            if '"' not in text:
                self.unquoted = text
                yield text.split(delimiter)
                continue
            self.unquoted = None
            if not self._escapes:
                yield self._plain(line, text.split(delimiter))
                continue
            cells = text[1:-1].split(between)
            if len(cells) == width and text[0] == text[-1] == '"' and text.count('"') == 2 * width:
                yield cells  # all quotes enclose cells: the common and fast case
            else:
                yield from self._quoted(line)

    def _any(self) -> str | None:
        """Return the next line, blank or not; None after the last one."""
        return self._back.pop() if self._back else next(self._lines, None)

    def _next(self) -> str | None:
        """Return the next line that is not blank; None after the last one."""
        while (line := self._any()) is not None:
            if line and line != "\r":
                return line
        return None

    def _header(self, head: str) -> list[str]:
        if not self._escapes:
            return head.split(self.delimiter)
        cells, lines = self._by_rule(self.start)
        if cells is not None:
            return cells
        self._give_back(lines)
        whole = len(head) > 1 and head.startswith('"') and head.endswith('"')
        return head[1:-1].split(self._between) if whole else self._unescaped(head, 0)[0]

    def _plain(self, line: str, cells: list[str]) -> list[str]:
        """Return the cells of a line with literal quotes, or by RFC 4180 if only that gives the right number of cells."""
        if len(cells) == len(self.header):
            return cells
        quoted, lines = self._by_rule(line)
        if quoted is not None and len(quoted) == len(self.header):
            return quoted
        self._give_back(lines)
        return cells

    def _quoted(self, line: str) -> Iterator[list[str]]:
        """Yield the records that start in a line: several if RFC 4180 quoting would join lines wrongly."""
        cells, lines = self._by_rule(line)
        if cells is None:
            self._give_back(lines)
            yield self._as_written(line)
        elif len(cells) == len(self.header):
            yield cells
        else:
            width = len(self.header)
            again = [self._unescaped(one.removesuffix("\r"), width)[0] for one in lines]
            yield from again if all(len(one) == width for one in again) else [cells]

    def _by_rule(self, line: str) -> tuple[list[str] | None, list[str]]:
        """Return the record that starts in a line by RFC 4180 (None if malformed), and the lines it spans."""
        lines = [line]

        def feed() -> Iterator[str]:
            yield line + self._end
            size = 0
            while size <= RECORD_CAP and (more := self._any()) is not None:
                lines.append(more)
                size += len(more)
                yield more + self._end

        try:
            return next(csv.reader(feed(), delimiter=self.delimiter, strict=True)), lines
        except csv.Error:
            return None, lines

    def _give_back(self, lines: list[str]) -> None:
        """Push all but the first of these lines back, to be read again."""
        self._back.extend(reversed(lines[1:]))

    def _as_written(self, line: str) -> list[str]:
        """Return the cells of a line with unescaped quotes; its last cell may continue in the next lines."""
        width, text = len(self.header), line.removesuffix("\r")
        cells, closed = self._unescaped(text, width)
        if closed:
            return cells
        lines, size = [line], 0
        while size <= RECORD_CAP and (more := self._any()) is not None:
            lines.append(more)
            size += len(more)
            if '"' in more:
                break
        joined, closed = self._unescaped(self._end.join(lines).removesuffix("\r"), width)
        if closed and len(joined) == width and not any(self._end in cell and '"' in cell for cell in joined):
            return joined
        self._give_back(lines)
        return cells

    def _unescaped(self, text: str, width: int) -> tuple[list[str], bool]:
        """Split text in which a quote closes a cell only before a delimiter; also return whether all cells are closed.

        Args:
            text: One or more lines.
            width: Expected number of cells; resolves cells that hold both quotes and delimiters.
        """
        if len(text) > 1 and text[0] == text[-1] == '"':
            cells = text[1:-1].split(self._between)
            if len(cells) == width:
                return cells, True
        parts, cells, at = text.split(self.delimiter), [], 0
        while at < len(parts):
            if not parts[at].startswith('"'):
                cells.append(parts[at])
                at += 1
                continue
            last = _closing(parts, at)
            if last is None:
                return cells + parts[at:], False
            cells.append(self.delimiter.join(parts[at : last + 1])[1:-1])
            at = last + 1
        return cells, True


def _closing(parts: list[str], first: int) -> int | None:
    """Return the index of the part that closes the quoted cell opened in `first`."""
    for last in range(first, len(parts)):
        if not parts[last].endswith('"') or (last == first and len(parts[last]) == 1):
            continue
        following = parts[last + 1 : last + 2]
        # A next part that ends but does not start with a quote still belongs to this cell.
        if not following or following[0].startswith('"') or not following[0].endswith('"'):
            return last
    return None


def _delimiter(head: str, documented: str) -> str:
    """Return the delimiter of a header: a tab if there is one, otherwise the most frequent candidate."""
    bare = _QUOTED.sub("", head)
    if "\t" in bare:
        return "\t"
    seen = {mark: bare.count(mark) for mark in _DELIMITERS}
    if not any(seen.values()):  # quotes inside its cells may have hidden all of them
        seen = {mark: head.count(f'"{mark}') + head.count(f'{mark}"') for mark in _DELIMITERS}
    most = max(seen, key=lambda mark: (seen[mark], mark == documented))
    return most if seen[most] else documented


def _broken(pieces: Iterable[str]) -> tuple[str, Iterator[str]]:
    """Detect the line ending; return it with an iterator over the lines, without it (a CR before LF stays)."""
    rest, held, size = iter(pieces), list[str](), 0
    for piece in rest:
        held.append(piece)
        size += len(piece)
        if "\n" in piece or "\r" in piece or size > LINE_CAP:
            break
    start = "".join(held)
    first = start.find("\r")
    while first >= 0 and len(start) <= first + _LOOKED_AT and (more := next(rest, None)) is not None:
        start += more
    alone = first >= 0 and "\n" not in start[: first + _LOOKED_AT]
    end = "\r" if alone else "\n"
    return end, _lines(chain((start,), rest), end)


def _lines(pieces: Iterable[str], end: str) -> Iterator[str]:
    """Yield the lines; Unicode's other line separators do not end one."""
    begun: list[str] = []
    size = 0
    for piece in pieces:
        first, *others = piece.split(end)
        begun.append(first)
        size += len(first)
        if size > LINE_CAP:
            raise UpstreamError(
                f"The document is not a readable table: one line of it is larger than {LINE_CAP // 2**20} MiB.",
                hint="In Python reports.download saves the file as it is.",
            )
        if others:
            yield "".join(begun)
            yield from others[:-1]
            begun, size = [others[-1]], len(others[-1])
    if last := "".join(begun):
        yield last
