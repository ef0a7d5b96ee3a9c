import asyncio
from datetime import UTC, datetime, timedelta

from toolspan.emulator import EmulatorClock

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_a_pinned_clock_stands_still_until_it_is_moved():
    clock = EmulatorClock(NOW)
    before = clock.monotonic()
    assert clock.now() == NOW
    clock.advance(90)
    assert clock.now() == NOW + timedelta(seconds=90)
    assert clock.monotonic() == before + 90


def test_going_back_changes_the_wall_clock_alone():
    clock = EmulatorClock(NOW)
    before = clock.monotonic()
    clock.advance(-3600)
    assert clock.now() == NOW - timedelta(hours=1)
    assert clock.monotonic() == before
    clock.set(NOW + timedelta(days=1))
    assert clock.now() == NOW + timedelta(days=1)
    assert clock.monotonic() == before
    assert clock.offset == 86400
    clock.offset = 0
    assert clock.now() == NOW


async def test_sleep_moves_the_clock_instead_of_waiting():
    clock = EmulatorClock(NOW)
    await clock.sleep(179)
    assert clock.now() == NOW + timedelta(seconds=179)


async def test_the_earliest_sleeper_wakes_first_even_if_it_sleeps_again():
    clock = EmulatorClock(NOW)
    woken = []

    async def sleeper(name, *naps):
        for nap in naps:
            await clock.sleep(nap)
            woken.append((name, clock.time() - NOW.timestamp()))

    await asyncio.gather(sleeper("long", 10), sleeper("short", 5, 2), sleeper("middle", 6))
    assert woken == [("short", 5), ("middle", 6), ("short", 7), ("long", 10)]


async def test_a_cancelled_sleeper_moves_nothing():
    clock = EmulatorClock(NOW)
    task = asyncio.create_task(clock.sleep(50))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await clock.sleep(1)
    assert clock.now() == NOW + timedelta(seconds=1)


async def test_nobody_wakes_while_a_request_is_being_answered():
    clock = EmulatorClock(NOW)
    with clock.working():
        task = asyncio.create_task(clock.sleep(1))
        for _ in range(200):
            await asyncio.sleep(0)
        assert not task.done()
        assert clock.now() == NOW
    await task


def test_a_clock_without_a_moment_follows_real_time():
    clock = EmulatorClock()
    assert abs(clock.time() - datetime.now(UTC).timestamp()) < 60
