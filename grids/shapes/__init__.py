"""Polygons of grids: read from what people send, converted once to WGS-84, and judged before anybody keeps them."""
