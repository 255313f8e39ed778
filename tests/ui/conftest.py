from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches


@pytest.fixture
def test_pages(settings) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The pages of tests/ui/pages.py instead of the product's."""
    settings.ROOT_URLCONF = "tests.ui.pages"
    clear_url_caches()
    yield
    clear_url_caches()
