"""Where backups go and what a restore is held against (core.backup)."""

from pathlib import Path
from typing import Any

from xiongguan.env import env_int, env_text

# Rows of these come and go only with a line of the ledger, so that their number at a moment is known (core.backup.marks).
COUNTED = (
    "audit_entry",
    "accounts_user",
    "disputes_dispute",
    "disputes_hotlineticket",
    "files_storedfile",
    "residents_household",
    "residents_opinion",
    "residents_resident",
)


def backup_settings(var: Path) -> dict[str, Any]:
    """`key`: 64 hexadecimal digits, or "" where there is none yet. `days` and `weeks`: how long whole copies are kept."""
    return {
        "dir": Path(env_text("BACKUP_DIR", str(var / "backups"))),
        "key": env_text("BACKUP_KEY", ""),
        "key_file": var / "backup-key",
        "days": env_int("BACKUP_DAYS", 7),
        "weeks": env_int("BACKUP_WEEKS", 4),
        "counted": COUNTED,
    }


def outside_files(var: Path) -> tuple[Path, Path, Path]:
    """Files beside the database that a restore reads and never turns back: erasures (core.audit.erasures), erasures of
    support records (specialgroups.ledger), signed heads of the ledger (core.audit.heads)."""
    return (
        Path(env_text("ERASURES_FILE", str(var / "erasures.log"))),
        Path(env_text("SUPPORT_ERASURES_FILE", str(var / "support-erasures.log"))),
        Path(env_text("AUDIT_HEADS_FILE", str(var / "audit-heads.log"))),
    )
