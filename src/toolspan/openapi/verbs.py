"""Verbs: what the name of an operation says about its effect, and the name that follows from a method."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from toolspan.openapi.words import words

if TYPE_CHECKING:
    from toolspan.operations.model import Effect

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods that only read, by HTTP's own rule."""
_WRITING = """
abort accept acknowledge acquire activate add adjust allocate allow alter amend append apply approve
archive assign attach authorise authorize ban begin bind cancel change charge clear clone close complete
configure confirm consume copy create deactivate decline decrement delete deny deploy deprecate
deregister destroy detach disable disassociate discard disconnect dismiss dispatch drop edit eject emit
enable end enqueue enroll ensure erase exec execute expire extend fail finalize finish flush force forget
freeze fulfil fulfill generate grant halt hide import increment init initialize initiate insert install
invalidate invite invoke join kick kill launch leave lock logout make merge migrate modify move mute
notify open overwrite patch pause pay perform pin post prepend promote provision prune publish purge push
put quarantine reactivate reassign reboot rebuild recreate redeem redeploy refresh refund refuse register reindex
reject remove rename renew reopen reorder replace republish requeue rerun resend reset restart restore
resume resync retire retry revert revoke rollback rotate save send set share shut shutdown sign snooze
spawn start stop store submit subscribe suspend swap switch sync synchronize terminate toggle transfer
trigger truncate unarchive unassign unban unblock undelete undo unfollow unfreeze unhide uninstall unlink
unlock unmute unpin unpublish unregister unshare unstar unsubscribe unsuspend untag update upgrade upload
upsert void withdraw write
"""
WRITE_VERBS = frozenset(_WRITING.split())
"""Verbs that say that something is changed. `test`, `check`, `export` and the like are not among them."""
_ALSO_NOUNS = "copy end import lock open pin post put set share sign start switch sync transfer update upload"
_DOUBTFUL = frozenset(_ALSO_NOUNS.split())
"""Verbs that are nouns as well: before a word such as `list` or `status` they say nothing."""
_PLAIN_CHANGES = """
abort activate approve cancel charge deactivate deauthorize decline delete destroy disable disconnect dismiss enable
erase invalidate kick logout purge reboot refund reject remove rename restart revoke subscribe suspend terminate
truncate unarchive unassign unban unblock undelete undo unfollow uninstall unlink unpublish unregister unsubscribe
untag void withdraw
"""
PLAIN_CHANGES = frozenset(_PLAIN_CHANGES.split())
"""Verbs of change that are hardly anything else: they count wherever they stand in a name or end a path."""
_ISSUED = frozenset(
    ["card", "certificate", "credential", "credentials", "key", "license", "refund", "token", "tokens"]
)
"""What is issued: before anything else `issue` is a noun."""
_ASKING = frozenset(
    [
        "can",
        "check",
        "count",
        "describe",
        "download",
        "fetch",
        "find",
        "get",
        "has",
        "index",
        "is",
        "list",
        "lookup",
        "preview",
        "query",
        "read",
        "retrieve",
        "search",
        "show",
        "view",
    ]
)
_READING = "search query find list get lookup count preview validate check estimate calculate resolve"
_READS = frozenset(_READING.split())


def writes_by_name(action: str) -> bool:
    """Return whether an action begins with a verb that changes something.

    A word that may be a noun counts too, except before one such as `list`: too careful is mended by an overlay.
    """
    first, *more = words(action) or ("",)
    if first == "do" and more:
        return writes_by_name("_".join(more))
    if first == "issue":
        return bool(more) and more[0] in _ISSUED
    return first in WRITE_VERBS and (not more or first not in _DOUBTFUL or more[0] not in _FOLLOWING)


def changes_by_id(name: str) -> bool:
    """Return whether an operationId has a verb of change anywhere, as `usersDelete` and `getAndDelete` have.

    After a word that asks, such as `get`, only what follows `and` counts: `getCancelReasons` reads.
    """
    said = words(name)
    if writes_by_name("_".join(said)):
        return True
    if any(first == "and" and then in WRITE_VERBS for first, then in pairwise(said)):
        return True
    return not (said and said[0] in _ASKING) and any(word in PLAIN_CHANGES for word in said)


def changes_by_path(path: str) -> bool:
    """Return whether a path's last segment begins with a verb of change, as in `/users/{id}/delete`."""
    segments = [part for part in re.split(r"[?#]", path)[0].split("/") if part and not part.startswith("{")]
    said = words(segments[-1]) if segments else ()
    return bool(said) and said[0] in PLAIN_CHANGES and said[1:2] != ("list",)


_AFTER_NOUNS = "count counts date dates list lists id ids info page size status time times url urls"
_FOLLOWING = frozenset(_AFTER_NOUNS.split())


def is_verb(word: str) -> bool:
    """Return whether a word of a path names what is done, as in `/bookings/{ref}/cancel`."""
    return word in WRITE_VERBS or word in _READS


def effect_of(method: str, action: str) -> Effect:
    """Return the effect of an operation: safe methods read, unless the action begins with a write verb.

    Only towards more caution: a POST is a write whatever its name says.
    """
    return "read" if method in SAFE and not writes_by_name(action) else "write"
