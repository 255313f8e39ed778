"""Proof that the tree's numbers say what its parent links say, and that the grids part the buildings."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from grids.querysets import today


@dataclass(frozen=True)
class TreeFault:
    """One thing that does not add up; `kind` is a code, `words` is for the administrator."""

    kind: str
    area_id: int
    words: str


# Each query lists the ids of nodes that break one rule. Together with "every number once" they leave mptt no other
# shape than the one the parent links draw (stack.md 3: duplicates are what a race leaves behind).
_TREE_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "unreachable",
        "从街道往下走不到它（上级连成了圈，或有第二个根）",
        """
        WITH RECURSIVE down(id) AS (
            SELECT id FROM grids_area WHERE parent_id IS NULL AND level = 'street'
            UNION SELECT a.id FROM grids_area a JOIN down d ON a.parent_id = d.id
        ) SELECT id FROM grids_area WHERE id NOT IN (SELECT id FROM down)
        """,
    ),
    (
        "interval",
        "左右号不在上级的左右号之内",
        """
        SELECT a.id FROM grids_area a JOIN grids_area p ON p.id = a.parent_id
        WHERE NOT (a.tree_id = p.tree_id AND a.lft > p.lft AND a.rght < p.rght)
        """,
    ),
    (
        "width",
        "左右号的间隔与下级个数不符",
        """
        WITH RECURSIVE up(id, ancestor) AS (
            SELECT id, parent_id FROM grids_area WHERE parent_id IS NOT NULL
            UNION SELECT u.id, p.parent_id FROM up u JOIN grids_area p ON p.id = u.ancestor
            WHERE p.parent_id IS NOT NULL
        ), size AS (SELECT ancestor AS id, count(*) AS below FROM up GROUP BY ancestor)
        SELECT a.id FROM grids_area a LEFT JOIN size s ON s.id = a.id
        WHERE a.rght <> a.lft + 2 * coalesce(s.below, 0) + 1
        """,
    ),
    (
        "number",
        "左号或右号与别处重复",
        """
        SELECT min(id) FROM (
            SELECT id, tree_id, lft AS place FROM grids_area UNION ALL SELECT id, tree_id, rght FROM grids_area
        ) numbers GROUP BY tree_id, place HAVING count(*) > 1
        """,
    ),
    (
        "depth",
        "层数与上级不衔接",
        """
        SELECT a.id FROM grids_area a LEFT JOIN grids_area p ON p.id = a.parent_id
        WHERE a.depth <> coalesce(p.depth + 1, 0)
        """,
    ),
    (
        "level",
        "层级与上级不衔接（街道—社区—小区—楼栋）",
        """
        SELECT a.id FROM grids_area a JOIN grids_area p ON p.id = a.parent_id
        WHERE (p.level, a.level) NOT IN (('street', 'community'), ('community', 'estate'), ('estate', 'building'))
        """,
    ),
    (
        "community",
        "记录的社区与所在位置不符",
        """
        SELECT a.id FROM grids_area a JOIN grids_area p ON p.id = a.parent_id
        WHERE a.community_id <> CASE WHEN a.level = 'community' THEN a.id ELSE p.community_id END
        """,
    ),
    (
        "under_retired",
        "自己在用，上级却已停用",
        """
        SELECT a.id FROM grids_area a JOIN grids_area p ON p.id = a.parent_id WHERE a.is_active AND NOT p.is_active
        """,
    ),
)

_PARTITION_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "no_grid",
        "楼栋不在任何网格里",
        """
        SELECT a.id FROM grids_area a WHERE a.level = 'building' AND a.is_active AND a.valid_from <= %(day)s
        AND NOT EXISTS (SELECT 1 FROM grids_gridbuilding b WHERE b.building_id = a.id AND b.valid_from <= %(day)s
            AND (b.valid_to IS NULL OR b.valid_to >= %(day)s))
        """,
    ),
    (
        "other_community",
        "楼栋和它的网格不在同一个社区",
        """
        SELECT b.building_id FROM grids_gridbuilding b JOIN grids_area a ON a.id = b.building_id
        JOIN grids_grid g ON g.id = b.grid_id
        WHERE (b.valid_to IS NULL OR b.valid_to >= %(day)s) AND g.community_id <> a.community_id
        """,
    ),
    (
        "grid_not_in_being",
        "楼栋所在的网格这一天已停用或还没启用",
        """
        SELECT b.building_id FROM grids_gridbuilding b JOIN grids_grid g ON g.id = b.grid_id
        WHERE b.valid_from <= %(day)s AND (b.valid_to IS NULL OR b.valid_to >= %(day)s)
        AND NOT (g.valid_from <= %(day)s AND (g.valid_to IS NULL OR g.valid_to >= %(day)s))
        """,
    ),
)


def _found(rules: tuple[tuple[str, str, str], ...], params: dict[str, date] | None) -> list[TreeFault]:
    faults = []
    with connection.cursor() as cursor:
        for kind, words, query in rules:
            cursor.execute(query, params)
            faults += [TreeFault(kind, row[0], words) for row in cursor.fetchall()]
    return faults


def tree_faults() -> list[TreeFault]:
    """Every node whose numbers, level or community contradict its parent link; empty is sound."""
    return _found(_TREE_RULES, None)


def partition_faults() -> list[TreeFault]:
    """Buildings that are in no grid, or in a grid they cannot be in, today."""
    return _found(_PARTITION_RULES, {"day": today()})
