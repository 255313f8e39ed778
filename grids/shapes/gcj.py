"""GCJ-02, the shifted coordinates of map services in China, back to WGS-84.

The shift is the published one (constants of the Krasovsky ellipsoid); its inverse has no formula, so it is approached until
less than a millimetre is left. No library: the kept ones are a C extension of one author for these forty lines. The public test
vectors of eviltransform are in tests/grids/test_shapes.py."""

from math import cos, pi, sin, sqrt

_A = 6378245.0
_EE = 0.00669342162296594323
_NEAR = 1e-9  # degrees, 0.1 mm
_TRIES = 20


def _lat(x: float, y: float) -> float:
    found = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    found += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    found += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return found + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _lon(x: float, y: float) -> float:
    found = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    found += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    found += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return found + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0


def to_gcj(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 degrees to GCJ-02 degrees, (longitude, latitude)."""
    radians = lat / 180.0 * pi
    bent = 1 - _EE * sin(radians) ** 2
    up = _lat(lon - 105.0, lat - 35.0) * 180.0 / (_A * (1 - _EE) / (bent * sqrt(bent)) * pi)
    over = _lon(lon - 105.0, lat - 35.0) * 180.0 / (_A / sqrt(bent) * cos(radians) * pi)
    return lon + over, lat + up


def to_wgs(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 degrees to WGS-84 degrees, (longitude, latitude)."""
    east, north = lon, lat
    for _ in range(_TRIES):
        over, up = to_gcj(east, north)
        if abs(over - lon) < _NEAR and abs(up - lat) < _NEAR:
            break
        east, north = east - (over - lon), north - (up - lat)
    return east, north
