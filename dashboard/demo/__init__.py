"""The demo town: 雄关街道 with its true figures and invented people (domain.md O). Never part of a real office's data."""
