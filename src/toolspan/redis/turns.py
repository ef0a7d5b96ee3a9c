"""Rate limits without Redis: each of the processes has its turn, so that together they stay within the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.contract import LimitState, Reservation

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one process: number `rank` of `processes`."""

    processes: int
    rank: int

    def turn(self, interval: float) -> float:
        """Return the seconds in which each process may send once, from the seconds between two calls of all."""
        return interval * self.processes


class Turns:
    """Slots of one process while the others take theirs: one call at a time, at moments that no other process uses.

    The time is cut into as many slots as there are processes, over and over, by the clock of the wall: a plan with
    a burst of one call would refuse two processes that send at the same moment.

    Args:
        wall: Gives the seconds since the epoch, which all processes share.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._next: dict[Hashable, float] = {}
        self._blocked: dict[Hashable, float] = {}

    def clear(self) -> None:
        """Forget all slots: the limits are shared again."""
        self._next.clear()
        self._blocked.clear()

    def start(self, key: Hashable, wait: float) -> None:
        """Give no slot of a plan before `wait` seconds from now."""
        self._next.setdefault(key, self._wall() + wait)

    def reserve(self, key: Hashable, interval: float, share: Share, max_wait: float | None) -> Reservation:
        """Take the next slot of this process, unless it is more than `max_wait` seconds away."""
        now, turn = self._wall(), share.turn(interval)
        at = self._at(key, interval, share, now)
        if max_wait is not None and at - now > max_wait:
            return Reservation(at - now, granted=False, rate=1 / turn)
        self._next[key] = at + turn / 2  # the next turn, whatever the rounding
        return Reservation(at - now, granted=True, rate=1 / turn, slot=at)

    def release(self, key: Hashable, reservation: Reservation) -> None:
        """Give a slot back."""
        if reservation.slot is not None and self._next.get(key, 0.0) > reservation.slot:
            self._next[key] = reservation.slot

    def penalise(self, key: Hashable, pause: float, interval: float, share: Share) -> None:
        """Give no slot within `pause` seconds, and one turn later."""
        until = self._wall() + pause
        self._blocked[key] = max(self._blocked.get(key, 0.0), until)
        self._next[key] = max(self._next.get(key, 0.0), until + share.turn(interval))

    def peek(self, key: Hashable, interval: float, share: Share) -> LimitState:
        """Return the state of a plan."""
        now = self._wall()
        wait = self._at(key, interval, share, now) - now
        blocked = max(0.0, self._blocked.get(key, 0.0) - now)
        return LimitState(1 / share.turn(interval), 1.0, 0.0 if wait else 1.0, wait, blocked, used=True)

    def _at(self, key: Hashable, interval: float, share: Share, now: float) -> float:
        """Return when the next turn of this process is."""
        earliest = max(now, self._next.get(key, 0.0))
        return earliest + (share.rank * interval - earliest) % share.turn(interval)
