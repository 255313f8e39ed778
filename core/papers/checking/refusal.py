"""What stops an uploaded file, as a sentence. Pure: the child process that looks at files knows no Django."""


class Refused(Exception):
    """The file is not taken. The sentence says what is wrong and what to do about it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
