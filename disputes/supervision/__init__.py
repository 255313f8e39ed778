"""督办单: a written chase that must be answered by a day. Cases and whistles use it; it knows neither of them."""
