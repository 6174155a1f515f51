"""The expectation for rules that one row alone cannot break."""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import ExecutionEngine, PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider


class Examined(TableMetricProvider):
    """How many rows each rule examined, and how many of them break it."""

    metric_name = "table.examined"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  (Great Expectations makes a class method of it)
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> dict[str, tuple[int, int]]:
        rows, _, _ = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        return {
            rule: (int(examined), int(offenders))
            for rule, examined, offenders in zip(
                rows["rule"], rows["examined"], rows["offenders"], strict=True
            )
        }


class ExpectNoOffenders(BatchExpectation):
    """Expect that none of the rows examined breaks a rule.

    The batch has one row per `rule`: how many rows were `examined`, and how many of them are
    `offenders`.

    Attributes:
        rule: The rule.
        column: The column that the rule concerns, where it is one.
    """

    rule: str
    column: str | None = None

    metric_dependencies = ("table.examined",)
    success_keys: ClassVar[tuple[str, ...]] = ("rule", "column")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> dict[str, Any]:
        examined, offenders = metrics["table.examined"][self.rule]
        return {
            "success": offenders == 0,
            "result": {
                "observed_value": f"{offenders} offenders among {examined} examined",
                "element_count": examined,
                "unexpected_count": offenders,
            },
        }
