-- GCRA state of one usage plan, in one hash. Times are seconds; the clock is that of Redis, unless one is given.
--
-- KEYS[1]: the plan. KEYS[2]: from when on the limits are shared again after a failure; all processes take turns before.
-- ARGV[1]: what to do, time or "-", rate and burst of the plan, share of the rate in use, seconds by which a call may
-- reach the API late, least time until all slots are refilled as the caller knows it, one more number (the longest
-- wait, the slot, the pause or the rate), seconds of turns to begin if the data were lost or the caller took turns (0
-- if the caller knows of no data before), and "away" from a caller that took turns until now.
local function text(number)
  return string.format("%.17g", number)
end

local what, given, rate, burst, margin, lateness, ahead, number, turns, away = string.match(ARGV[1],
  "(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)")
rate, burst, margin, turns = tonumber(rate), tonumber(burst), tonumber(margin), tonumber(turns)
lateness, ahead = tonumber(lateness), tonumber(ahead)
local now = tonumber(given)
if not now then
  local time = redis.call("TIME")
  now = time[1] + time[2] / 1000000
end
local held = redis.call("HMGET", KEYS[1], "full_at", "rate", "blocked_until", "used", "confirmed", "expires_at", "began")
rate = tonumber(held[2]) or rate
local interval = 1 / (rate * margin)
-- The caller's time is the larger where Redis was flushed or lost its newest data: no second burst.
local full_at = tonumber(held[1]) or 0
if ahead > 0 then
  full_at = math.max(full_at, now + ahead)
end
-- When the API's count last began, with all slots free: the burst from then on goes at once. It begins with the first
-- arrival, so that calls beyond the burst wait for the lateness of the first one.
local began = tonumber(held[7]) or 0
local late = math.min(lateness, (burst - 1) * interval)
local blocked_until = tonumber(held[3]) or 0
local granted, slot = 1, ""
local shared_from = tonumber(redis.call("GET", KEYS[2]))
away = away == "away"
if not shared_from or (away and shared_from <= now) then
  shared_from = now + turns
  redis.call("SET", KEYS[2], text(shared_from), "EX", 86400)
end

local function store(...)
  local needed = math.max(full_at, blocked_until, now) + 3600
  if needed < (tonumber(held[6]) or 0) then
    redis.call("HSET", KEYS[1], ...)
  else -- once in a day rather than each time
    local expires_at = math.ceil(needed + 86400)
    redis.call("HSET", KEYS[1], "expires_at", expires_at, ...)
    redis.call("PEXPIRE", KEYS[1], math.ceil((expires_at - now) * 1000))
  end
end

local free = full_at + late <= now
local wait = 0
if not free and full_at - began > interval * (burst - 0.5) then
  wait = full_at + late + interval * (1 - burst) - now
  if wait < 0.000001 then
    wait = 0
  end
end
if what == "reserve" and shared_from > now then
  granted = 0
elseif what == "reserve" then
  local longest = tonumber(number)
  if longest and wait > longest then
    granted = 0
  else
    full_at = math.max(full_at, now) + interval
    slot = text(full_at)
    store("full_at", slot, "used", 1, "began", text(free and now or began))
  end
elseif what == "release" then
  if held[1] == number then
    full_at = full_at - interval
    store("full_at", text(full_at))
  end
elseif what == "penalise" then
  local until_then = now + tonumber(number)
  blocked_until = math.max(blocked_until, until_then)
  full_at = math.max(full_at, until_then + burst * interval - late)
  store("full_at", text(full_at), "blocked_until", text(blocked_until), "began", 0)
elseif what == "learn" then
  local learnt = tonumber(number)
  if learnt ~= rate then
    full_at = now + (full_at - now) * rate / learnt
    began = now + (began - now) * rate / learnt
    rate = learnt
  end
  store("full_at", text(full_at), "began", text(began), "rate", text(rate), "confirmed", 1)
end
-- One text: an array of nine would take the client longer to read than the script takes.
return string.format("%d %.17g %.17g %s %.17g %.17g %d %d %.17g", granted, wait, rate, slot == "" and "-" or slot,
  full_at - now, math.max(0, blocked_until - now), held[4] and 1 or 0, held[5] and 1 or 0, shared_from - now)
