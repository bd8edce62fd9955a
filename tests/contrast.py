"""How well one colour can be told from another."""

from __future__ import annotations

__all__ = ["contrast"]


def contrast(one: str, two: str) -> float:
    """The contrast of two colours (#RRGGBB) as WCAG 2 defines it, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
