"""`make bench ARGS="--only county"`: a whole county's numbers of ninety years against a tenth of the town's register, and
against a column of plain hashes of the same numbers, which must fall, or the attack was none."""

import hashlib
import time
from datetime import date

from bench.dump_thief import DIGEST_FROM, GUESSES, all_days, identities, recovered
from bench.fresh import fresh_database
from bench.register import TENTH, fill
from residents.models import Resident

FIRST_YEAR = 1935


def run() -> str:
    """A line for the control and one for each guess."""
    with fresh_database():
        fill(TENTH)
        rows = list(Resident.objects.filter(id_index__isnull=False))
        marks = {bytes(row.id_index)[DIGEST_FROM:] for row in rows}
        control = {hashlib.sha256(row.open_sealed("id_number").encode()).digest() for row in rows}
    days = all_days(FIRST_YEAR, date.today().year)
    columns = [("对照列（没有密钥的哈希）", control, GUESSES["SHA-256"])]
    columns += [(f"登记的标记，按 {name} 猜", marks, GUESSES[name]) for name in ("SHA-256", "SM3")]
    lines = [f"拿到数据库、没有密钥：逐个试一个县{FIRST_YEAR}年以来全部 {len(days) * 1000:,} 个证件号。", ""]
    for name, column, guess in columns:
        started = time.monotonic()
        found = recovered(column, identities("620299", days), guess)
        lines.append(f"- {name}：{len(column):,} 个猜出 {found:,} 个，{time.monotonic() - started:.0f} 秒")
    return "\n".join(lines) + "\n"
