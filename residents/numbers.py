"""How entries are called on papers and screens without naming anybody. Pure."""

from residents.choices import Relation


def home_no(pk: int) -> str:
    """H-000123."""
    return f"H-{pk:06}"


def door_no(pk: int) -> str:
    """D-000123: a door behind which nobody is registered."""
    return f"D-{pk:06}"


def person_no(pk: int) -> str:
    """R-0000123."""
    return f"R-{pk:07}"


def relation_words(relation: str) -> str:
    """As a list says it: the head of the household, not 「本人」."""
    return "户主" if relation == Relation.SELF else str(Relation(relation).label)
