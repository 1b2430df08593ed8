"""Operators and properties of `Money`."""

from __future__ import annotations

from decimal import Decimal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from marketplace import _native

if TYPE_CHECKING:
    from marketplace.money import Money

_add: Callable[[Any, Any], Money] = _native.function("money.add")
_subtract: Callable[[Any, Any], Money] = _native.function("money.subtract")
_negate: Callable[[Any], Money] = _native.function("money.negate")
_to_decimal: Callable[[Any], str] = _native.function("money.to_decimal")
_format: Callable[[Any], str] = _native.function("money.format_money")


class MoneyOperations:
    """Checked arithmetic within one currency, and the amount as a decimal."""

    __slots__ = ()

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly: Decimal("12.34")."""
        return Decimal(_to_decimal(self))

    def __add__(self, other: Any) -> Money:
        return _add(self, other) if isinstance(other, MoneyOperations) else NotImplemented

    def __sub__(self, other: Any) -> Money:
        return _subtract(self, other) if isinstance(other, MoneyOperations) else NotImplemented

    def __neg__(self) -> Money:
        return _negate(self)

    def __str__(self) -> str:
        return _format(self)
