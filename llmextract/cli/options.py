"""The options that several commands share, and what they open. Everything heavy is imported where it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from llmextract.cli.completing import complete_genre, complete_model

if TYPE_CHECKING:
    from llmextract.models.base import Model
    from llmextract.pipeline import Options
    from llmextract.schema import Genre

__all__ = [
    "asking_options",
    "json_option",
    "load",
    "model_options",
    "open_models",
    "options_from",
    "prices_option",
    "schema_option",
]

F = TypeVar("F", bound=Callable[..., Any])

schema_option = click.option(
    "--schema",
    metavar="NAME|FOLDER",
    shell_complete=complete_genre,
    help="Genre of the reports: a built-in name or a folder of schemas.",
)


def json_option(a_line_each: str = "") -> Callable[[F], F]:
    """`--json`, of one shape in all commands: JSON lines, one object a thing; or one object, where there is one."""
    told = f"Print JSON lines, one object a {a_line_each}." if a_line_each else "Print one JSON object."
    return click.option("--json", "as_json", is_flag=True, help=told)


prices_option = click.option(
    "--prices",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="What tokens cost (default: LLMEXTRACT_PRICES, or prices.toml of your settings).",
)


def _all(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


model_options = _all(
    click.option(
        "--model",
        "-m",
        "models",
        multiple=True,
        metavar="MODEL",
        shell_complete=complete_model,
        help="openai:NAME, replay:FOLDER, relay:FOLDER or rules; a second one answers everything too, and where they "
        "differ is told. Default: LLMEXTRACT_MODEL, else a service if OPENAI_API_KEY is set, else rules.",
    ),
    click.option("--base-url", metavar="URL", help="OpenAI-compatible endpoint (default: OPENAI_BASE_URL)."),
    click.option(
        "--mode",
        type=click.Choice(["json_schema", "tools", "json"]),
        default="json_schema",
        show_default=True,
        help="How the service is held to the wire schema.",
    ),
    click.option(
        "--cache",
        metavar="FOLDER",
        type=click.Path(file_okay=False),
        help="Where answers are kept (default: LLMEXTRACT_CACHE).",
    ),
    click.option("--concurrency", type=click.IntRange(1), default=8, show_default=True, help="Requests at once."),
    click.option("--requests-per-minute", type=click.IntRange(1), metavar="N", help="At most; default no bound."),
    click.option("--tokens-per-minute", type=click.IntRange(1), metavar="N", help="At most; default no bound."),
    click.option("--timeout", type=click.FloatRange(0.1), default=300.0, show_default=True, help="Seconds an attempt."),
)

asking_options = _all(
    click.option(
        "--attempts",
        type=click.IntRange(0),
        default=2,
        show_default=True,
        help="Re-asks of an answer that breaks the wire schema.",
    ),
    click.option(
        "--repairs",
        type=click.IntRange(0),
        default=1,
        show_default=True,
        help="Rounds that ask again what the checks doubt.",
    ),
    click.option(
        "--samples", type=click.IntRange(1), default=1, show_default=True, help="Answers to hold against each other."
    ),
    click.option("--max-fields", type=click.IntRange(1), metavar="N", help="Fields that one request asks, at most."),
    click.option("--max-tokens", type=click.IntRange(1), metavar="N", help="Tokens that an answer may have."),
    click.option(
        "--temperature",
        default="0",
        show_default=True,
        metavar="T",
        help='Sampling temperature; "none" sends none, for models that take no temperature.',
    ),
)


def load(schema: str | None) -> Genre:
    """The genre that --schema names."""
    from llmextract.schema import load_genre

    return load_genre(schema)


def open_models(given: dict[str, Any]) -> list[Model]:
    """The models that the model options name; at least one. Takes these options out of `given`."""
    from llmextract.models import open_model

    specs, cache = given.pop("models") or (None,), given.pop("cache")
    names = ("base_url", "mode", "concurrency", "requests_per_minute", "tokens_per_minute", "timeout")
    settings = {name: given.pop(name) for name in names}
    return [open_model(spec, cache_folder=Path(cache) if cache else None, **settings) for spec in specs]


def options_from(given: dict[str, Any], second: list[Model], *, retry_failed: bool = False) -> Options:
    """How to ask, as the asking options say. Takes these options out of `given`."""
    from llmextract.asking.plan import MAX_FIELDS
    from llmextract.pipeline import Options

    return Options(
        attempts=given.pop("attempts"),
        repairs=given.pop("repairs"),
        samples=given.pop("samples"),
        max_fields=given.pop("max_fields") or MAX_FIELDS,
        parameters=_parameters(given.pop("temperature"), given.pop("max_tokens")),
        second=tuple(second),
        retry_failed=retry_failed,
    )


def _parameters(temperature: str, max_tokens: int | None) -> dict[str, float]:
    bound: dict[str, float] = {} if max_tokens is None else {"max_tokens": max_tokens}
    if temperature == "none":
        return bound
    try:
        value = float(temperature)
    except ValueError:
        raise click.UsageError(f'--temperature {temperature}: give a number, or "none"') from None
    return {"temperature": int(value) if value.is_integer() else value, **bound}
