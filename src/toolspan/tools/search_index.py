"""Search index: BM25 over weighted fields, with synonyms."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z0-9\u00df-\u024f]+\+?|[^\W_a-z0-9\u00df-\u024f]+")
"""A word of Latin letters, "A+" included, or a run of others."""
_LATIN = re.compile(r"[a-z0-9]+\+?")
_NO_WORD = re.compile(r"https?://\S+|\b(?=(?:[\w-]*\d){4})[\w-]{8,}")
"""Addresses and numbers of things: they say nothing of what is asked."""
_NAMING = 3
"""Digits that a number has which names something, such as 429."""
STOP_WORDS = frozenset(
    (  # noqa: SIM905 - a word on each line is longer to read
        "a about actually all also am an and any anybody anyone anything are as at be because been before being but "
        "by can could did do does doing done each either else ever every for from give go going got had has have "
        "having he her here him his how i if in into is it its itself just know last let like look many may me might "
        "mine more most much must my need needs next no not now of off on one ones only or other our ours out over "
        "own per please right say see shall she should show so some somebody someone something still such take tell "
        "than that the their them then there these they this those through till to today too under until "
        "up us use used using very via want wants was we were what when where whether which while who whom whose why "
        "will with without would yes yesterday yet you your yours"
    ).split()
)
"""Words that say nothing of what a question is about."""
CHANGE_VERBS = frozenset(
    (  # noqa: SIM905 - as above
        "accept acknowledge activate add adjust append apply approve archive arrange assign attach book buy cancel change "
        "close commit confirm copy create deactivate decline delete disable discard dismiss dispose edit enable fix fork hide increase initiate "
        "invite link lock lower make mark merge modify move notify pause pay pin post publish purchase push put raise react "
        "redo refund register reject remove rename reopen reorder replace reply request rerun reschedule reserve reset resume "
        "revoke rotate save schedule send set ship start stop submit subscribe swap switch terminate transfer trigger turn unlink "
        "unlock unpin unstar unsubscribe update upload void withdraw write"
    ).split()
)
"""Verbs with which a question asks for a change: in this form and with -ing, since "cancelled orders" asks for none."""
_WONDERS = re.compile(
    r"^\W*(?:(?:at|by|for|from|in|on|to|until|with) )?(?:(?:can|could|may|do|have|should|must) (?:i|we|they|it|this|these|my|our)|am|are|is|was|were|did|does|has|why|which|"
    r"when|where|who|whose|what|how (?:many|much|far|old|long|often|well|fast|high|big))\b|\bwhat would\b"
)
"""How a question begins that only wants to know: "which orders must I ship" asks for no change."""
VERBS: Mapping[str, str] = {
    "abort": "cancel", "add": "create", "attach": "upload add", "change": "update", "close": "update",
    "copy": "create", "drop": "delete", "edit": "update", "erase": "delete", "file": "create", "find": "list search", "make": "create", "modify": "update", "new": "create", "open": "create", "publish": "create",
    "read": "get", "remove": "delete", "rename": "update", "set": "update", "stop": "cancel", "write": "create",
}  # fmt: skip
"""What APIs call it that people do: a synonym of a connector's own takes the place of one here."""
FIELDS = {
    "entity": 2.0,
    "action": 3.0,
    "summary": 3.0,
    "path": 1.5,
    "description": 0.5,
    "parameters": 0.5,
    "guide": 0.4,
    "asked": 2.0,
    "text": 0.7,
}
"""How much a word counts, by the field that holds it."""
_NAMES = ("entity", "action")
"""Fields with names such as `createdAfter`, which are read as words."""
_SHORTEST = 3
_ENDINGS = (("ing", 3), ("ation", 4), ("ate", 5), ("ated", 5), ("ed", 3), ("ion", 4), ("ment", 6))
"""Endings that a stem has not, and how long it must be without them."""
_VOWELS = frozenset("aeiouy")
_SATURATION = 2.0
"""How soon a word that is repeated counts no more: BM25's k1."""
_LENGTH = 0.4
"""How much a long text counts less: BM25's b."""
_REST = 0.8
"""What the words of all its phrases count for a bound entry, beside those of the best one."""
_PHRASE = 1.7
"""What a word counts that is in the phrase to which an entry is bound, beside its rarity."""
_WANTED = 1.35
"""What a phrase with a verb of change counts where a change is asked for."""
_READ = 0.9
"""What a read counts where a change is asked for."""
_ANY_VERB = "(verb)"
_ALIKE = 0.7
"""How much one verb of change stands for another in such a phrase."""
_BINDING = 1.5
"""How much less an entry scores of whose phrases a part is missing: the power of the part that is there."""
_POSITION = 0.01
"""What an entry loses by each unit of its `depth`."""


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """Return the form that a word shares with its plural and tenses: `priced`, `prices` and `pricing` are `pric`."""
    if len(word) < _SHORTEST or word.isdigit():
        return word
    if word.endswith("ies") and len(word) > len("ties"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and len(word) > _SHORTEST and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, least in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= least and _VOWELS & set(rest):
            word = rest
            break
    if word.endswith("e") and len(word) > _SHORTEST:
        return word[:-1]
    doubled = word[-1] == word[-2] and word[-1] not in _VOWELS and word[-1] not in "sz"
    return word[:-1] if doubled else word


class _Forms(dict[str, str | None]):
    """Forms of words, each worked out once."""

    def __init__(self, made: Callable[[str], str | None]) -> None:
        self._made = made

    def __missing__(self, word: str) -> str | None:
        form = self[word] = self._made(word)
        return form


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words of a trade: what else a phrase is called, and what it asks for.

    `words` gives each phrase more words to look for, which count by `weight`. `asked` holds the phrases in which people
    ask for an entry, by its name. `same` gives a word the one word that is used for it everywhere. `change` are verbs with which people ask for a change, besides those of
    English; `reading` are phrases with such a verb that ask for none, such as "open orders". `whole` are words that
    have no stem, such as "listing" where "list" is something else. `stop` are further words that say nothing.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    change: Sequence[str] = ()
    reading: Sequence[str] = ()
    whole: Sequence[str] = ()
    stop: Sequence[str] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: its texts by field, and what it stands for.

    Args:
        name: By which synonyms name it.
        texts: The text of each of its `FIELDS`.
        subject: What the caller gets back.
        depth: Of two that fit alike, the one with less comes first.
        factor: Multiplies its score.
        reads: Whether it is an operation that changes nothing: where a change is asked for, it counts less.
        phrases: If any, one of them must be in the question for the whole score: an entry that many phrases ask for
            would else be found by a word of each.
    """

    name: str
    texts: Mapping[str, str]
    subject: Any
    depth: int = 0
    factor: float = 1.0
    reads: bool = False
    phrases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Entry with its score."""

    score: float
    entry: Entry


class SearchIndex:
    """Index of entries, built once and searched by questions in English.

    Args:
        entries: What can be found.
        synonyms: Words of the trade.
    """

    def __init__(self, entries: Iterable[Entry], synonyms: Synonyms | None = None) -> None:
        self.synonyms = synonyms or Synonyms()
        self._whole = {form for word in self.synonyms.whole for form in (word, f"{word}s")}
        self._stop = STOP_WORDS | frozenset(self.synonyms.stop)
        self._same: dict[str, str] = {}
        self._same = {self._form(word): self._form(other) for word, other in self.synonyms.same.items()}
        self._forms = _Forms(self._counted)
        self._patterns = [(re.compile(pattern), words) for pattern, words in self.synonyms.patterns.items()]
        forms = [form for verb in (*CHANGE_VERBS, *self.synonyms.change) for form in _present(verb)]
        self._first_words = {form.split()[0] for form in forms}
        self._change = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b")
        self._reading = re.compile(
            "|".join([r"(?!)", *(rf"\b{re.escape(each)}\b" for each in self.synonyms.reading)])
        )
        self.entries = list(self._with_phrases(entries))
        self._phrases = self._by_first_word()
        self._rarest = self._rarity(0)
        self._rarities: dict[str, float] = {}
        self._postings = self._weigh()
        self._with_verb: set[int] = set()
        self._bound = self._bind()
        self._reads = {number for number, entry in enumerate(self.entries) if entry.reads}
        self._bound_entries = [number for number, entry in enumerate(self.entries) if entry.phrases]

    def _form(self, word: str) -> str:
        form = word.removesuffix("s") if word in self._whole else stem(word)
        return self._same.get(form, form)

    def _counted(self, word: str) -> str | None:
        """Return the form by which a word counts; None for one that says nothing, such as a quantity."""
        says_nothing = word in self._stop or len(word) == 1 or (word.isdigit() and len(word) < _NAMING)
        return None if says_nothing else self._form(word)

    def terms(self, question: str) -> list[str]:
        """Return the words of a question that count, by their stems and in order."""
        return self._terms(self._read(question))

    def _read(self, question: str) -> str:
        """Return a question with words for what its patterns know, and without other numbers and addresses."""
        for pattern, words in self._patterns:
            question = pattern.sub(f" {words} ", question)
        return _NO_WORD.sub(" ", question)

    def _terms(self, text: str) -> list[str]:
        forms = self._forms
        return [form for word in _words(text) if (form := forms[word])]

    def _every_term(self, text: str) -> list[str]:
        """Return the words of a text by their stems, with those that say nothing."""
        return [self._form(word) for word in _words(text)]

    def _with_phrases(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries with the phrases that ask for them."""
        for entry in entries:
            phrases = self.synonyms.asked.get(entry.name)
            asked = "; ".join(filter(None, (entry.texts.get("asked"), phrases)))
            yield replace(entry, texts={**entry.texts, "asked": asked}) if phrases else entry

    def _by_first_word(self) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
        phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for phrase, words in {**VERBS, **self.synonyms.words}.items():
            terms = tuple(self._every_term(phrase))
            phrases.setdefault(terms[0], []).append((terms, tuple(self._terms(words))))
        return phrases

    def _weigh(self) -> dict[str, list[tuple[int, float]]]:
        """Return for each word the entries that hold it, with what it adds to their score."""
        counted = [
            {
                name: self._terms(_HUMP.sub(" ", text) if name in _NAMES else text)
                for name, text in entry.texts.items()
            }
            for entry in self.entries
        ]
        averages = _average_lengths(counted)
        holding: dict[str, list[tuple[int, float]]] = {}
        for number, fields in enumerate(counted):
            entry = self.entries[number]
            factor = entry.factor * (_SATURATION + 1) / (1 + _POSITION * entry.depth)
            for term, weight in _frequencies(fields, averages).items():
                holding.setdefault(term, []).append((number, factor * weight / (weight + _SATURATION)))
        self._rarities = {term: self._rarity(len(found)) for term, found in holding.items()}
        return {
            term: [(number, share * rarity) for number, share in holding[term]]
            for term, rarity in self._rarities.items()
        }

    def _bind(self) -> dict[str, list[tuple[int, int, float, float]]]:
        """Return for each word the phrases that entries are bound to: entry, phrase, share of it, and what it scores.

        Any verb of change stands for another one in part: a question for ending what cannot be made has the same answer.
        """
        bound: dict[str, list[tuple[int, int, float, float]]] = {}
        for count, (number, phrase) in enumerate(self._bindings()):
            rarities = {term: self._rarities.get(term, self._rarest) for term in self._terms(phrase)}
            whole, factor = sum(rarities.values()), self.entries[number].factor * _PHRASE
            verbs = self._verbs_of(phrase)
            if verbs:
                self._with_verb.add(count)
            for term, rarity in rarities.items():
                share, score = rarity / whole, rarity * factor
                if term in verbs:
                    bound.setdefault(_ANY_VERB, []).append((number, count, share * _ALIKE, 0.0))
                    share *= 1 - _ALIKE
                bound.setdefault(term, []).append((number, count, share, score))
        return bound

    def _bindings(self) -> Iterator[tuple[int, str]]:
        """Yield the entries that are bound, by number, with each of their phrases."""
        for number, entry in enumerate(self.entries):
            for phrase in entry.phrases:
                if len(set(self._terms(phrase))) == 1 and " " in phrase:
                    continue  # what is left of "last reviews" asks for anything with reviews
                yield number, phrase

    def _verbs_of(self, phrase: str) -> set[str]:
        """Return the verbs of change in a phrase, by their stems."""
        words = phrase.lower()
        if self._first_words.isdisjoint(words.split()):
            return set()
        return {self._form(verb) for verb in self._change.findall(self._reading.sub(" ", words))}

    def _rarity(self, holding: int) -> float:
        return math.log(1 + (len(self.entries) - holding + 0.5) / (holding + 0.5))

    def asks_for_change(self, query: str) -> bool:
        """Return whether a question holds a verb of change."""
        lower = _NO_WORD.sub("", query.lower())
        return not _WONDERS.search(lower) and bool(self._change.search(self._reading.sub(" ", lower)))

    def wanted(self, query: str) -> dict[str, float]:
        """Return the words to look for with their weights: those of the question, and their synonyms."""
        read = self._read(query)
        weights: dict[str, float] = dict.fromkeys(self._terms(read), 1.0)
        said = self._every_term(read)
        for at, term in enumerate(said):
            for phrase, words in self._phrases.get(term, ()):
                if tuple(said[at : at + len(phrase)]) == phrase:
                    for word in words:
                        weights.setdefault(word, self.synonyms.weight)
        return weights

    def search(self, query: str) -> Iterator[Match]:
        """Yield every entry that shares a word with a question, the best first."""
        scores: dict[int, float] = {}
        wanted = self.wanted(query)
        for term, weight in wanted.items():
            for number, share in self._postings.get(term, ()):
                scores[number] = scores.get(number, 0.0) + weight * share
        change = self.asks_for_change(query)
        if change:
            for number in self._reads & scores.keys():
                scores[number] *= _READ
        scores.update(self._bound_scores(wanted, scores, change=change))
        for number in sorted(sorted(scores), key=scores.__getitem__, reverse=True):
            yield Match(scores[number], self.entries[number])

    def _bound_scores(
        self, wanted: Mapping[str, float], scores: Mapping[int, float], *, change: bool
    ) -> dict[int, float]:
        """Return the scores of entries that are bound to phrases: less, the more of their best phrase is missing."""
        words = {**wanted, _ANY_VERB: 1.0} if change else wanted
        held: dict[tuple[int, int], tuple[float, float]] = {}
        for term, weight in words.items():
            for number, phrase, share, score in self._bound.get(term, ()):
                before = held.get((number, phrase), (0.0, 0.0))
                held[number, phrase] = before[0] + weight * share, before[1] + weight * score
        found = {number: 0.0 for number in self._bound_entries if number in scores}
        for (number, phrase), (share, score) in held.items():
            if number in found:
                fitting = _WANTED if change and phrase in self._with_verb else 1.0
                found[number] = max(
                    found[number], fitting * share**_BINDING * max(score, _REST * scores[number])
                )
        return found

    def coverage(self, query: str, match: Match) -> float:
        """Return how much of a question an entry answers, from 0 to 1: a rare word counts more, and so does an unknown one."""
        covered = total = 0.0
        for term, weight in self.wanted(query).items():
            found = self._postings.get(term, ())
            rarity = self._rarities.get(term, self._rarest)
            total += rarity if weight == 1.0 and (found or not term.isdigit()) else 0.0
            if any(self.entries[number] is match.entry for number, _ in found):
                covered += weight * rarity
        return min(1.0, covered / total) if total else 0.0


def _words(text: str) -> list[str]:
    lower = text.lower()
    return (_LATIN if lower.isascii() else _WORD).findall(lower)


def _average_lengths(counted: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, float]:
    """Return how many words each field has, where it has any."""
    lengths: dict[str, list[int]] = {}
    for fields in counted:
        for name, terms in fields.items():
            if terms:
                lengths.setdefault(name, []).append(len(terms))
    return {name: sum(found) / len(found) for name, found in lengths.items()}


def _frequencies(fields: Mapping[str, Sequence[str]], averages: Mapping[str, float]) -> dict[str, float]:
    """Return how often an entry holds each word, by the weights of its fields; a word of a long field counts less."""
    counts: dict[str, float] = {}
    for name, terms in fields.items():
        share = FIELDS[name] / (1 - _LENGTH + _LENGTH * len(terms) / averages[name]) if terms else 0.0
        for term in terms:
            counts[term] = counts.get(term, 0.0) + share
    return counts


def _present(verb: str) -> Iterator[str]:
    """Yield a verb in its plain form, and with -ing."""
    yield verb
    yield verb.removesuffix("e") + "ing"
    yield f"{verb}{verb[-1]}ing"
