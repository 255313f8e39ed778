"""When a meeting of residents decides (城市居民委员会组织法 arts. 26-29). Pure."""

from civics.talks.choices import Assembly


def why_not_valid(assembly: str, eligible: int, present: int) -> str:
    """Why so many people present decide nothing; empty when they may vote.

    More than half of the adults, or of the households; two thirds of the representatives or more."""
    if assembly == Assembly.REPRESENTATIVES:
        enough, rule = present * 3 >= eligible * 2, "三分之二以上的居民代表"
    else:
        enough, rule = present * 2 > eligible, "过半数的居民或户代表"
    if eligible > 0 and enough:
        return ""
    return f"应到{eligible}、实到{present}，没有{rule}到会，不能表决。请重新通知开会"


def passes(present: int, in_favour: int) -> bool:
    """More than half of those present agreed."""
    return in_favour * 2 > present
