"""Search of a connector: operations, guide sections, presets, and what it cannot do, in one ranking."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, cast

from toolspan.errors import InvalidInput
from toolspan.tools.describe import brief, needed
from toolspan.tools.search_index import Entry, SearchIndex
from toolspan.tools.search_sources import NotHere, SearchSources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import Call, Guidebook, Section
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.policy import Policy
    from toolspan.tools.search_index import Match

FOUND = 5
"""Results of one search at most."""
MAX_CHARS = 1_500
"""Characters of one search's results at most, as JSON."""
LONGEST_LINE = 110
_LONGEST_ADVICE = 420
_COVERED = 0.34
"""Share of the question that the best result must answer, or the note says that nothing fits well."""
_WITHHELD = 0.7
"""What an operation scores that cannot be called here, such as one of the other account type."""
_ABSENT = 1.2
"""What an absence scores whose phrase is in the question whole, over an operation with the same words."""
_LOOKED_AT = 40
"""Entries that may become results; a read is looked for beyond them."""
_SENTENCE = re.compile(r"[^.:!?]{24,}\.(?=\s|$)")
_CLAUSE = re.compile(r"[.;:,](?=\s)")
_STORE = "context_store"
_TOTALS = re.compile(
    r"\b(?:top|best|worst|most|least|highest|lowest|largest|smallest|rank\w*|totals?|sums?|average|median|how (?:many|much|often)"
    r"|count|number of|share|percentage|per|by (?:the )?(?:hour|day|week|month|year|product|sku|asin|status|type|country)"
    r"|trend\w*|compar\w+|over time|growth|margins?|profit\w*|repeat|reconcil\w+|(?:days|weeks) of stock|(?:over|above|below|under|than) \$?\d+"
    r"|(?:last|past|this|previous) (?:\d+ )?(?:weeks?|months?|quarter|years?|days)|history|each)\b",
    re.IGNORECASE,
)
"""Questions on many records at once, which live calls answer page by page under a rate limit."""
_DEPRECATED = 0.5
_SECTION = 0.5
"""What a section scores beside an operation with the same words."""
_GENERAL = 0.9
"""What a section scores of a guide to all operations, such as one on limits."""
_WORTH = 0.25
"""Share of the best score that a result has at least."""
_ALIKE = 3
"""Results with the same operation, such as reports of several types, at most."""
_BEGINNING = 800
"""Characters of a section that are indexed: its beginning says what it is about, and the rest costs time."""
_SEVERAL = 2
"""Results that say what is not here, at most."""
NOTHING = "Nothing fits. Ask in English, with the words of the task, or look at the areas; perhaps it is not possible here."
NOT_WELL = "Nothing fits well. Ask in English; else this may not be possible here: say so rather than use something else."
NOT_ALLOWED = "{} ({}) would fit, but is not allowed here: only the program's owner can allow it."


@dataclass(frozen=True, slots=True)
class Hit:
    """What an entry of the index stands for: an operation, with a parameter set or not, a section, or an absence.

    `withheld` says why the operation cannot be called here, `takes` what it takes with these `params`.
    """

    operation: Operation | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    line: str = ""
    takes: str = ""
    withheld: str | None = None
    section: Section | None = None
    not_here: NotHere | None = None

    @property
    def effect(self) -> Literal["read", "write", "none"]:
        """Effect of the operation, if it is one that can be called."""
        return self.operation.effect if self.operation and not self.withheld else "none"


@dataclass(frozen=True, slots=True)
class Results:
    """Results of a search: rows for a model, the best first, and a note where they do not fit."""

    rows: list[dict[str, Any]]
    note: str | None = None


class Search:
    """Search over all that one connector has.

    Args:
        operations: Those of its API.
        guides: Its guides.
        sources: Its own words.
    """

    def __init__(self, operations: OperationIndex, guides: Guidebook, sources: SearchSources) -> None:
        self._guides = guides
        every = [operation for operation in operations.whole if operation.listed]
        self._known = {operation.name: operation for operation in every}
        self._why_withheld = operations.why_withheld
        entries = chain(
            (self._of_operation(operation, operations) for operation in every),
            self._of_presets(sources),
            self._of_sections(operations),
            (
                Entry(
                    absent.title,
                    {"summary": absent.title, "asked": "; ".join(absent.asked)},
                    Hit(not_here=absent),
                    factor=_ABSENT,
                    phrases=(absent.title, *absent.asked),
                )
                for absent in sources.not_here
            ),
        )
        self.areas = sources.areas
        self.index = SearchIndex(entries, sources.synonyms)

    def _of_operation(self, operation: Operation, operations: OperationIndex) -> Entry:
        called = (alias for alias, entity in operations.aliases.items() if entity == operation.entity)
        guide = self._guides.sections.get(f"{operation.entity}#{operation.action}")
        texts = {
            "entity": " ".join([operation.entity, *called]),
            "action": operation.action,
            "summary": operation.summary,
            "path": f"{operation.path} {operation.operation_id or ''}",
            "description": f"{operation.extra.get('description') or ''} {operations.about_entity(operation.entity) or ''}",
            "parameters": " ".join((*(p.name for p in operation.parameters), *operation.body_fields)),
            "guide": guide.text[:_BEGINNING] if guide else "",
        }
        hit = self._hit(operation)
        factor = (_DEPRECATED if operation.deprecated else 1.0) * (_WITHHELD if hit.withheld else 1.0)
        return Entry(
            operation.name, texts, hit, operation.path.count("/"), factor, operation.effect == "read"
        )

    def _hit(self, operation: Operation, **more: Any) -> Hit:
        return Hit(
            operation,
            withheld=self._why_withheld(operation) or operation.for_programs,
            **more,
        )

    def _of_presets(self, sources: SearchSources) -> Iterator[Entry]:
        for preset in sources.presets:
            if operation := self._known.get(preset.operation):
                texts = {"action": preset.value, "summary": preset.line, "path": operation.entity}
                params = {preset.parameter: preset.value}
                hit = self._hit(
                    preset.applied(operation), params=params, line=preset.line, takes=preset.takes
                )
                factor = _WITHHELD if hit.withheld else 1.0
                yield Entry(preset.value, texts, hit, factor=factor, reads=operation.effect == "read")

    def _of_sections(self, operations: OperationIndex) -> Iterator[Entry]:
        """Yield the sections that are not of one operation: those count with it."""
        own = {f"{operation.entity}#{operation.action}" for operation in operations}
        for section in self._guides.sections.values():
            if section.name not in own:
                name = section.name.partition("#")[0]
                texts = {
                    "entity": f"{name} {operations.about_entity(name) or ''}",
                    "action": section.title,
                    "text": section.text[:_BEGINNING],
                }
                factor = _SECTION if name in operations else _GENERAL
                yield Entry(section.name, texts, Hit(section=section), factor=factor)

    def find(self, query: str, policy: Policy | None = None) -> Results:
        """Return what fits a question best.

        Args:
            query: In English.
            policy: Decides which operations may be found.

        Raises:
            InvalidInput: The question holds no word.
        """
        if not re.search(r"\w", query):
            raise InvalidInput("docs.search: query holds no word to look for.")
        matches = self.index.search(query)
        first = next(matches, None)
        ranked = self._ranked(query, chain([first], matches) if first else (), policy)
        return self._fitted(self._rows(ranked), self._note(query, first, ranked, policy))

    def _ranked(self, query: str, found: Iterable[Match], policy: Policy | None) -> list[Match]:
        """Return the best of what is allowed; where no change is asked for, the best read stands above any write."""
        matches = (match for match in found if _allowed(match.entry.subject, policy))
        ranked = list(islice(matches, _LOOKED_AT))
        least = _WORTH * ranked[0].score if ranked else 0.0
        effects = [match.entry.subject.effect for match in ranked]
        if "write" not in effects or self.index.asks_for_change(query):
            return [match for match in ranked if match.score >= least]
        first = effects.index("write")
        if "read" in effects[:first]:
            return [match for match in ranked if match.score >= least]
        read = ranked.pop(effects.index("read")) if "read" in effects else next(filter(_reads, matches), None)
        ordered = [*ranked[:first], read, *ranked[first:]] if read else ranked
        return [match for match in ordered if match is read or match.score >= least]

    def _rows(self, ranked: Sequence[Match]) -> Iterator[dict[str, Any]]:
        """Yield rows; a section of an entity that is there already goes with it."""
        sections = [match.entry.subject.section.name for match in ranked if match.entry.subject.section]
        shown: set[str] = set()
        alike: dict[str, int] = {}
        absent = 0
        for match in ranked:
            hit: Hit = match.entry.subject
            if hit.not_here:
                absent += 1
                if absent <= _SEVERAL:
                    yield {"not_here": hit.not_here.title, "say": _whole(hit.not_here.say, _LONGEST_ADVICE)}
            elif hit.section:
                guide = hit.section.name.partition("#")[0]
                if guide not in shown:
                    shown.add(guide)
                    yield {"section": hit.section.name, "what": _first_sentence(hit.section)}
            elif hit.operation and alike.get(hit.operation.name, 0) < _ALIKE:
                alike[hit.operation.name] = alike.get(hit.operation.name, 0) + 1
                fitting = [] if hit.operation.entity in shown else sections
                shown.add(hit.operation.entity)
                yield self._row(hit, hit.operation, fitting)

    def _row(self, hit: Hit, operation: Operation, fitting: Sequence[str]) -> dict[str, Any]:
        row: dict[str, Any] = {
            "entity": operation.entity,
            "action": operation.action,
            "effect": operation.effect,
        }
        if hit.params:
            row["params"] = dict(hit.params)
        if hit.withheld:
            row["not_offered"] = hit.withheld
        elif required := ", ".join(name for name in needed(operation) if not _given(name, hit.params)):
            row["requires"] = required
        if hit.takes:
            row["takes"] = hit.takes
        row["what"] = _whole(hit.line or operation.summary, LONGEST_LINE)
        if operation.deprecated:
            row["deprecated"] = dict(operation.deprecated)
        if section := self._section_for(operation, fitting):
            row["section"] = section
        return row

    def _section_for(self, operation: Operation, fitting: Iterable[str]) -> str | None:
        own = f"{operation.entity}#{operation.action}"
        if f"{operation.entity}#{operation.action}" in self._guides.sections:
            return own
        within = (name for name in fitting if name.partition("#")[0] == operation.entity)
        return next(within, operation.entity if operation.entity in self._guides.sections else None)

    @staticmethod
    def _fitted(rows: Iterable[dict[str, Any]], note: str | None) -> Results:
        """Return as many rows as fit, the first one always."""
        left = MAX_CHARS - len(note or "") - 40
        fitting: list[dict[str, Any]] = []
        for row in rows:
            left -= len(json.dumps(row, ensure_ascii=False)) + 2
            if len(fitting) == FOUND or (fitting and left < 0):
                break
            fitting.append(row)
        return Results(fitting, note)

    def _note(
        self, query: str, first: Match | None, ranked: Sequence[Match], policy: Policy | None
    ) -> str | None:
        operation = first.entry.subject.operation if first else None
        meant = not ranked or self.index.asks_for_change(query) or (operation and operation.effect == "read")
        if first and operation and meant and not _allowed(first.entry.subject, policy):
            return NOT_ALLOWED.format(operation.name, operation.effect)
        if not ranked:
            return NOTHING
        if ranked[0].entry.subject.not_here or self.index.coverage(query, ranked[0]) >= _COVERED:
            return None
        return NOT_WELL


def _given(name: str, params: Mapping[str, str]) -> bool:
    """Return whether a parameter, or one of several that will do, is set."""
    return not params.keys().isdisjoint(name.split("|"))


def _reads(match: Match) -> bool:
    return bool(match.entry.subject.effect == "read")


def _allowed(hit: Hit, policy: Policy | None) -> bool:
    return hit.operation is None or hit.withheld is not None or policy is None or policy.allows(hit.operation)


def _first_sentence(section: Section) -> str:
    """Return the title of a section with its first sentence; alone, where that is a table or long."""
    guide = section.name.partition("#")[0]
    title = f"Guide of {guide}" + (f", {section.title}" if section.title != guide else "")
    text = " ".join(section.text.partition("\n\n")[0].split())
    sentence = _SENTENCE.match(text)
    short = sentence and text[0] not in "#|`-*" and len(title) + len(sentence[0]) <= LONGEST_LINE
    return f"{title}: {sentence[0]}" if sentence and short else f"{title}."


def _whole(text: str, most: int) -> str:
    """Return the sentences or clauses of a text that fit, from the first on."""
    if len(text) <= most:
        return text
    ends = [found.start() for found in _CLAUSE.finditer(text, 0, most)]
    return f"{text[: ends[-1]]}." if ends else brief(text, most)


@lru_cache(maxsize=16)
def _built(operations: OperationIndex, guides: Any, folder: Any) -> Search:
    return Search(operations, guides, SearchSources(folder))


def search_of(connector: BaseConnector | type[BaseConnector]) -> Search:
    """Return the search of a connector; it is built once for all with the same operations."""
    return _built(connector.operations, cast("Any", connector.guides), cast("Any", connector.search_folder))


def find(connector: BaseConnector | type[BaseConnector], query: str) -> Results:
    """Return what of a connector fits a question best: of an instance, what its policy allows."""
    return search_of(connector).find(query, None if isinstance(connector, type) else connector.policy)


async def search_docs(connector: BaseConnector, call: Call) -> Page:
    """Handler of `docs.search`: return the operations and guide sections that fit a question best."""
    from toolspan.page import Meta, Page  # noqa: PLC0415 - brings pydantic's models, which the first call needs

    query = call.values["query"]
    found = find(connector, query)
    rows = found.rows
    if _TOTALS.search(query) and (offer := await _offer(connector, query)):
        rows = [offer, *(row for row in rows if row.get("entity") != offer["entity"])][:FOUND]
    meta = Meta(operation="docs.search", count=len(rows), warnings=[found.note] if found.note else [])
    return Page.model_construct(data=rows, meta=meta, raw=None)


async def _offer(connector: BaseConnector, query: str) -> dict[str, Any] | None:
    """Return a row for the context store, if that holds what is asked for; live calls would take one page after another."""
    if connector.executor.hosted or _STORE not in connector.operations:
        return None
    operation = connector.operations.find(_STORE, "sql_query")
    if search_of(connector).index.asks_for_change(query) or not connector.policy.allows(operation):
        return None
    from toolspan.store.operations import held_for  # noqa: PLC0415 - only where there is a store

    held = await held_for(cast("Any", connector), query)
    if not held:
        return None
    row = {"entity": _STORE, "action": operation.action, "effect": "read", "requires": "sql"}
    return {
        **row,
        "what": "From replicated data, at once and without rate limit.",
        "held": held,
        "section": f"{_STORE}#sql_query",
    }
