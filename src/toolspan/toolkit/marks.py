"""`tool`: marks a function or a method as a tool, for a toolkit that is given it later."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, overload

from toolspan.clock import DEFAULT_TIMEOUT
from toolspan.errors import ConfigurationError, ToolspanError
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Unpack

    from toolspan.clock import Timeout

    Approve = bool | Callable[[Mapping[str, Any]], bool]

F = TypeVar("F", bound="Callable[..., Any]")
MARK = "__toolspan_tool__"


class _KitDefault:
    """Marks a limit that was not given, since None means no limit."""


KIT_DEFAULT = _KitDefault()


class FunctionOptions(TypedDict, total=False):
    """Options of a function as a tool, for `kit.tool` and `toolspan.tool`.

    Args:
        name: Of the tool; that of the function when left out.
        description: What a model reads of it; from the docstring when left out.
        writes: True for a function that changes what others can see, which permits it; False for one that
            only reads; None where it is neither known, and no hint is given.
        destructive: Whether a write may remove or overwrite something.
        idempotent: Whether two calls of a write have the effect of one; then a new call is made even where nobody
            knows how an equal one ended.
        approve: Whether a person must approve each call of a write first; or a function of its arguments that
            returns False for what needs nobody.
        errors: Errors of toolspan by the exceptions that mean them; a model reads the text of these.
        timeout: Seconds of one call; None for any time.
        max_output_chars: Characters of one result; None for no bound.
        examples: Arguments of valid calls; a model sees the first in the description, and with its errors.
        tags: Words by which frameworks can choose tools.
        repeat_window: Seconds in which the same write again is answered with the result of the first, whoever
            makes it; 0 sends it again.
    """

    name: str | None
    description: str | None
    writes: bool | None
    destructive: bool
    idempotent: bool
    approve: Approve
    errors: Mapping[type[Exception], type[ToolspanError]]
    timeout: Timeout
    max_output_chars: int | None
    examples: Sequence[Mapping[str, Any]]
    tags: Sequence[str]
    repeat_window: float


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a function as a tool, as in `FunctionOptions`.

    Raises:
        ConfigurationError: One cannot be, or contradicts another.
    """

    name: str | None = None
    description: str | None = None
    writes: bool | None = None
    destructive: bool = False
    idempotent: bool = False
    approve: Approve = False
    errors: Mapping[type[Exception], type[ToolspanError]] = field(default_factory=dict)
    timeout: Timeout = DEFAULT_TIMEOUT
    max_output_chars: int | _KitDefault | None = KIT_DEFAULT
    examples: Sequence[Mapping[str, Any]] = ()
    tags: Sequence[str] = ()
    repeat_window: float = 0.0

    def __post_init__(self) -> None:
        for name in ("destructive", "approve", "repeat_window"):
            if getattr(self, name) and self.writes is not True:
                raise ConfigurationError(f"tool({name}=...) is for a function that writes: add writes=True.")
        if self.writes not in (None, True, False):
            raise ConfigurationError(f"tool(writes=...) takes True, False or None, not {self.writes!r}.")
        for text in ("examples", "tags"):
            if isinstance(getattr(self, text), (str, dict)):
                raise ConfigurationError(f"tool({text}=...) takes a list.")
        if (
            not isinstance(self.repeat_window, (int, float))
            or isinstance(self.repeat_window, bool)
            or self.repeat_window < 0
        ):
            raise ConfigurationError(
                f"tool(repeat_window=...) takes seconds from 0 on, not {self.repeat_window!r}."
            )
        self._check_meanings()

    def _check_meanings(self) -> None:
        if not isinstance(self.approve, bool) and not callable(self.approve):
            raise ConfigurationError(
                f"tool(approve=...) takes True, False, or a function of the arguments, not {self.approve!r}."
            )
        if not isinstance(self.errors, Mapping):
            raise ConfigurationError(
                "tool(errors=...) says which error of toolspan each exception means, such as {KeyError: NotFound}; "
                f"not {self.errors!r}."
            )
        for cause, meaning in self.errors.items():
            if not _is_error(cause, Exception) or not _is_error(meaning, ToolspanError):
                raise ConfigurationError(
                    f"tool(errors=...) takes classes of exceptions, and which error of toolspan each means, such as "
                    f"{{KeyError: NotFound}}; not {cause!r}: {meaning!r}."
                )


def _is_error(value: Any, base: type[BaseException]) -> bool:
    return isinstance(value, type) and issubclass(value, base)


@overload
def tool(fn: F, /) -> F: ...


@overload
def tool(fn: None = None, /, **options: Unpack[FunctionOptions]) -> Callable[[F], F]: ...


def tool(fn: Callable[..., Any] | None = None, /, **options: Unpack[FunctionOptions]) -> Any:
    """Mark a function or a method as a tool, and return it as it is; `kit.add` takes it, or the method's object.

    Works as `@tool` and as `@tool(writes=True)`.

    Args:
        fn: The function.
        options: As in `Toolkit.tool`; see `FunctionOptions`.

    Raises:
        ConfigurationError: An option is wrong.
    """
    settings = made(options)
    return functools.partial(_marked, settings) if fn is None else _marked(settings, fn)


def made(options: FunctionOptions) -> Settings:
    """Return the settings of these options.

    Raises:
        ConfigurationError: There is no such option, or it is wrong.
    """
    known = FunctionOptions.__annotations__
    for name in options:
        if name not in known:
            raise ConfigurationError(
                f"There is no option {name}= of a tool.{suggestion(name, known)}",
                hint=f"The options are: {', '.join(known)}.",
            )
    return Settings(**options)


def _marked(settings: Settings, fn: Any) -> Any:
    try:
        setattr(fn, MARK, settings)
    except AttributeError:
        raise TypeError(
            f"toolspan.tool takes a function, not {type(fn).__name__}: put it below @property, @staticmethod and the like."
        ) from None
    return fn


def settings_of(fn: Any) -> Settings | None:
    """Return the settings with which a function was marked; None if it was not."""
    found = getattr(fn, MARK, None)
    return found if isinstance(found, Settings) else None
