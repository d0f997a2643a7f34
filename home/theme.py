"""An organisation's colour on its site: one accent colour, made readable in light and in dark.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): (L1 + 0.05) / (L2 + 0.05), with L the
relative luminance. Luminance is linear in linear light: multiplying a colour's channels there keeps its hue and its
saturation, so that the nearest colour that is dark enough is found without searching. A colour that has to be lighter
than its channels allow is mixed with white.
"""

import hashlib
import math
import re
from dataclasses import dataclass

LEAST = 4.5  # of text
COLOUR = re.compile(r"#[0-9a-f]{6}\Z", re.IGNORECASE)
# The surfaces on which the accent stands as text, as in site.css; the one with the least contrast last.
LIGHT, DARK = ("#ffffff", "#fbf8f3", "#f2ece1"), ("#131715", "#1c221f", "#232a26")
ON_LIGHT, ON_DARK = "#ffffff", "#0b0f0d"  # text on the accent
HOVER = 0.7  # how much of the light is left, or of the darkness


@dataclass(frozen=True)
class Shades:
    """What one colour becomes in light or in dark: as text, link and button; under the pointer; as a soft ground."""

    accent: str
    deep: str
    soft: str
    on_accent: str

    def css(self) -> str:
        pairs = {
            "accent": self.accent,
            "accent-deep": self.deep,
            "on-accent": self.on_accent,
            "accent-soft": self.soft,
            "link": self.accent,
            "bar": self.accent,
        }
        return ":root{" + "".join(f"--c-{name}:{colour};" for name, colour in pairs.items()) + "}"


def contrast(one: str, other: str) -> float:
    """1 to 21, of two colours like ``#1a2b3c``."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """0 for black, 1 for white."""
    return _luminance(_linear(colour))


def in_light(colour: str) -> Shades:
    """The colour as it is, or darkened until it reads on every light surface."""
    given, ground = _linear(colour), luminance(LIGHT[-1])
    accent = _scaled(given, min(1, ((ground + 0.05) / LEAST - 0.05) / max(_luminance(given), 1e-9)))
    soft = _whitened(accent, (ground - _luminance(accent)) / (1 - _luminance(accent)))
    deep = _scaled(accent, HOVER)
    return Shades(_hex(accent, math.floor), _hex(deep, math.floor), _hex(soft, math.ceil), ON_LIGHT)


def in_dark(colour: str) -> Shades:
    """The colour as it is, or lightened until it reads on every dark surface."""
    given, ground = _linear(colour), luminance(DARK[-1])
    accent = _lightened(given, (ground + 0.05) * LEAST - 0.05)
    soft = _scaled(accent, ground / _luminance(accent))
    deep = _whitened(accent, 1 - HOVER)
    return Shades(_hex(accent, math.ceil), _hex(deep, math.ceil), _hex(soft, math.floor), ON_DARK)


def stylesheet(colour: str) -> str:
    """What overrides the colours of site.css, and nothing else. Raises ValueError for what is no colour."""
    if not COLOUR.match(colour):
        raise ValueError(f"not a colour: {colour!r}")
    return f"@layer tokens{{{in_light(colour).css()}@media (prefers-color-scheme:dark){{{in_dark(colour).css()}}}}}"


def address(colour: str) -> str:
    """Where the stylesheet of a colour stands: a new address for each new content, so that it can be kept for ever."""
    from django.urls import reverse

    version = hashlib.sha256(stylesheet(colour).encode()).hexdigest()[:10]
    return reverse("theme", args=[colour.lstrip("#").lower(), version])


def _linear(colour: str) -> tuple[float, ...]:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def _luminance(linear) -> float:
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _scaled(linear, factor: float):
    return tuple(c * factor for c in linear)


def _whitened(linear, share: float):
    return tuple(c + (1 - c) * share for c in linear)


def _lightened(linear, least: float):
    """With at least this luminance: brighter as long as the channels allow, then whiter."""
    now = _luminance(linear)
    if now >= least:
        return linear
    highest = max(linear)
    if now > 0:
        linear = _scaled(linear, min(least / now, 1 / highest))
        now = _luminance(linear)
    return linear if now >= least else _whitened(linear, (least - now) / (1 - now))


def _hex(linear, rounded) -> str:
    """``rounded`` down or up, so that rounding never costs contrast."""
    channels = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]
    return "#" + "".join(f"{min(255, max(0, rounded(round(c * 255, 6)))):02x}" for c in channels)
