"""Verbs: what the name of an operation says about its effect, and the name that follows from a method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.openapi.words import words

if TYPE_CHECKING:
    from toolspan.operations.model import Effect

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods that only read, by HTTP's own rule."""
_WRITING = """
abort accept acknowledge acquire activate add adjust allocate allow alter amend append apply approve
archive assign attach authorise authorize ban begin bind cancel change clear clone close complete
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
_READING = "search query find list get lookup count preview validate check estimate calculate resolve"
_READS = frozenset(_READING.split())


def writes_by_name(action: str) -> bool:
    """Return whether an action begins with a verb that changes something.

    A word that may be a noun counts too, except before one such as `list`: too careful is mended by an overlay.
    """
    first, *more = words(action) or ("",)
    return first in WRITE_VERBS and (not more or first not in _DOUBTFUL or more[0] not in _FOLLOWING)


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
