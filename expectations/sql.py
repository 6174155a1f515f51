"""Queries of the rules: `.sql` files beside the suites, written with the macros of the models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.settings import DBT_PROJECT

FOLDER = Path(__file__).parent


def sql(name: str, **parameters: object) -> str:
    """A query of a file.

    dbt takes seconds to import, so its macros are rendered here by Jinja alone: a macro that asks
    dbt for something (`ref`, `var`) can be used by models only.

    Args:
        name: The file under `expectations/`, without `.sql`.
        parameters: What the file's `{{ ... }}` stand for.

    Raises:
        jinja2.UndefinedError: The file needs a parameter that is not given.
    """
    return _environment().get_template(f"{name}.sql").render(**parameters).strip()


def macro(name: str, *arguments: object) -> str:
    """What a macro of the models renders to."""
    found: Any = _environment().globals[name]
    return str(found(*arguments)).strip()


def rendered(text: str, engine: str = "duckdb") -> str:
    """What a text that calls macros of the models renders to, for one engine."""
    return _environment(engine).from_string(text).render().strip()


class Dispatcher:
    """What dbt calls `adapter`, as far as macros ask it here."""

    def __init__(self, macros: Mapping[str, Any], engine: str) -> None:
        """Of the macros, known by their names when one is asked for, those of an engine."""
        self._macros, self._engine = macros, engine

    def dispatch(self, name: str, package: str) -> Any:
        """The engine's form of a macro that says one thing in two dialects."""
        return self._macros[f"{self._engine}__{name}"]


@cache
def _environment(engine: str = "duckdb") -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["adapter"] = Dispatcher(environment.globals, engine)
    paths = [*(DBT_PROJECT / "macros").glob("**/*.sql"), *(FOLDER / "macros").glob("*.sql")]
    macros = "\n".join(path.read_text("utf-8") for path in sorted(paths))
    module = environment.from_string(macros).module
    environment.globals.update(
        {name: macro for name, macro in vars(module).items() if callable(macro)}
    )
    return environment
