"""Metrics of one process in the Prometheus format. They hold no data of tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prometheus_client.core import Metric

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts requests, calls, waits and upstream requests of this process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "toolspan_requests", "Requests by route and status.", ("method", "route", "status"), registry=self._registry
        )  # fmt: skip
        self._executes = Histogram(
            "toolspan_execute_seconds", "Duration of executes.", buckets=_BOUNDS, registry=self._registry
        )
        self._alarms = Counter(
            "toolspan_alarms", "Events that need a person.", ("kind",), registry=self._registry
        )
        self._upstream = Counter(
            "toolspan_upstream_requests",
            "Requests to the API, for access tokens and for documents, by status; none where there was no response.",
            ("kind", "status"),
            registry=self._registry,
        )
        self._waits = Histogram(
            "toolspan_wait_seconds",
            "Waits of requests for a database connection, a free slot of the connector, an upstream socket, and for "
            "rate limits, retries and reports (upstream).",
            ("reason",),
            buckets=_BOUNDS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)

    def request(self, method: str, route: str, status: int) -> None:
        """Count a request; `route` is the path's pattern, never the path."""
        self._requests.labels(method, route, status).inc()

    def execute(self, seconds: float) -> None:
        """Count an execute."""
        self._executes.observe(seconds)

    def alarm(self, kind: str) -> None:
        """Count an event that needs a person."""
        self._alarms.labels(kind).inc()

    def upstream(self, kind: str, status: int | None) -> None:
        """Count a request to upstream; `status` is None where there was no response."""
        self._upstream.labels(kind, "none" if status is None else status).inc()

    def waited(self, reason: str, seconds: float) -> None:
        """Count a wait."""
        self._waits.labels(reason).observe(seconds)

    def text(self, gauges: Mapping[str, float | Mapping[str, float]], counters: Mapping[str, float]) -> bytes:
        """Return all metrics, with the given gauges and counters, in the text format.

        A gauge that is a mapping has one value for each `status`.
        """
        return generate_latest(_Collected(self._registry, gauges, counters))


class _Collected:
    """The metrics of a registry without the times at which they were created, and values that were just read."""

    def __init__(
        self,
        registry: CollectorRegistry,
        gauges: Mapping[str, float | Mapping[str, float]],
        counters: Mapping[str, float],
    ) -> None:
        self._registry = registry
        self._gauges = gauges
        self._counters = counters

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
        for name, (about, value) in {k: (k.replace("_", " "), v) for k, v in self._gauges.items()}.items():
            if isinstance(value, (int, float)):
                yield GaugeMetricFamily(f"toolspan_{name}", about, value=value)
                continue
            family = GaugeMetricFamily(f"toolspan_{name}", about, labels=("status",))
            for status, number in value.items():
                family.add_metric([status], number)
            yield family
        for name, value in self._counters.items():
            yield CounterMetricFamily(f"toolspan_{name}", name.replace("_", " "), value=value)
