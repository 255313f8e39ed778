"""Backup, restore and the drill that proves them. PostgreSQL's own tools copy and replay; we seal, keep, and check.

What lies in the backup folder (BACKUP_DIR), all of it sealed under BACKUP_KEY:
base/<moment>/   one whole copy: database.sealed (the data folder, tar and gzip), facts.sealed
wal/             every piece of the write-ahead log since the oldest whole copy
files/           each attachment once; a whole copy's facts name those that it needs
journals/        the newest state of what must not be turned back with the database: erasures, signed heads of the ledger
marks.log        moments at which the end of the ledger was known, one signed line each: what a restore is held against
"""
