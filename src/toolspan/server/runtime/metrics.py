"""Metrics in the Prometheus format. They hold no data of tenants."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts requests by route and status, and measures the duration of executes."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._executes = 0
        self.alarms: Counter[str] = Counter()

    def request(self, method: str, route: str, status: int) -> None:
        """Count a request; `route` is the path's pattern, never the path."""
        self._requests[method, route, status] += 1

    def execute(self, seconds: float) -> None:
        """Count an execute."""
        self._executes += 1
        self._seconds += seconds
        for bound in _BOUNDS:
            if seconds <= bound:
                self._buckets[bound] += 1

    def text(self, gauges: Mapping[str, float], counters: Mapping[str, float]) -> str:
        """Return all metrics, with the given gauges and counters, in the text format."""
        lines = ["# TYPE toolspan_requests_total counter"]
        for (method, route, status), count in sorted(self._requests.items()):
            lines.append(
                f'toolspan_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
            )
        lines.append("# TYPE toolspan_execute_seconds histogram")
        lines += [
            f'toolspan_execute_seconds_bucket{{le="{bound:g}"}} {self._buckets[bound]}' for bound in _BOUNDS
        ]
        lines.append(f'toolspan_execute_seconds_bucket{{le="+Inf"}} {self._executes}')
        lines += [
            f"toolspan_execute_seconds_sum {self._seconds:.6f}",
            f"toolspan_execute_seconds_count {self._executes}",
        ]
        lines.append("# TYPE toolspan_alarms_total counter")
        lines += [
            f'toolspan_alarms_total{{kind="{kind}"}} {count}' for kind, count in sorted(self.alarms.items())
        ]
        for kind, values in (("gauge", gauges), ("counter", counters)):
            for name, value in values.items():
                lines += [f"# TYPE toolspan_{name} {kind}", f"toolspan_{name} {value:.15g}"]
        return "\n".join(lines) + "\n"
