"""The street and its people are the same for the rules and for the screens."""

from tests.cast import cast, log, town

__all__ = ["cast", "log", "town"]
