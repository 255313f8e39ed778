"""The one error of this room: something about the machine that a person must put right."""


class LocalProblem(Exception):
    """Its text is shown as it is, in Chinese: what is wrong, then what to do."""
