"""Pages of rows that were counted and cut elsewhere."""

from django.core.paginator import Paginator


class Pages(Paginator):  # type: ignore[type-arg]
    """As many pages as `count` rows fill. `is_cut`: there are more rows than these, reached only by asking more narrowly."""

    def __init__(self, count: int, size: int, *, is_cut: bool = False) -> None:
        super().__init__(range(count), size)
        self.is_cut = is_cut
