"""Base of configurations with credentials: their values are never shown and never pickled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, model_validator

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler

ValueT = TypeVar("ValueT", str, SecretStr, None)


class AuthConfig(BaseModel):
    """Base of configurations with credentials.

    Raises:
        ConfigurationError: A field is missing, empty or unknown. No value is ever shown.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
    )

    positional: ClassVar[tuple[str, ...]] = ()
    """Fields that may be given without their names."""

    if not TYPE_CHECKING:  # type checkers read the fields

        def __init__(self, *given: Any, **data: Any) -> None:
            if len(given) > len(self.positional) or data.keys() & set(self.positional[: len(given)]):
                given = None
                data.clear()
                raise TypeError(f"{type(self).__name__} takes {', '.join(type(self).model_fields)} by name")
            data |= zip(self.positional, given, strict=False)
            given = None  # as below
            try:
                super().__init__(**data)
            except ConfigurationError as error:
                fault = error.with_traceback(None)
            else:
                return
            data.clear()  # neither this frame nor those below may show a value in a traceback
            raise fault

    @model_validator(mode="wrap")
    @classmethod
    def _without_values(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(data)
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(map(str, e['loc']))}: {e['msg']}" if e["loc"] else e["msg"]
                for e in error.errors(include_input=False, include_context=False)
            )
        raise ConfigurationError(f"{cls.__name__}: {faults}", hint=f"It takes {', '.join(cls.model_fields)}.")

    def secrets(self) -> list[str]:
        """Return the values that must be masked wherever they appear."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are not pickled: pass them to the other process by its environment")


def printable(value: ValueT) -> ValueT:
    """Return a value that a header or a form can hold.

    Raises:
        ValueError: It holds a line break or a character outside printable ASCII.
    """
    text = value.get_secret_value() if isinstance(value, SecretStr) else value or ""
    if not text.isascii() or not text.isprintable():
        raise ValueError("only printable ASCII characters can be part of a credential")
    return value
