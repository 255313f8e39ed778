"""The second wall as PostgreSQL keeps it: row-level security, forced also upon the owner of the tables (docs/adr/0025).

The database works out for itself whom the named person helps today, from postings and the record; the program cannot hand
it a list. Nothing named: no row. One policy for each command, because one for all would widen reading."""

ROLE = "xiongguan_walled"

FUNCTIONS = """
CREATE FUNCTION support_me() RETURNS bigint STABLE LANGUAGE sql AS
$$ SELECT NULLIF(current_setting('xg.support_user', true), '')::bigint $$;
CREATE FUNCTION support_job() RETURNS boolean STABLE LANGUAGE sql AS
$$ SELECT COALESCE(current_setting('xg.support_job', true), '') = 'on' $$;
CREATE FUNCTION support_now() RETURNS timestamptz STABLE LANGUAGE sql AS
$$ SELECT NULLIF(current_setting('xg.support_now', true), '')::timestamptz $$;
CREATE FUNCTION support_held(wanted text[]) RETURNS text[] STABLE LANGUAGE sql AS $$
    SELECT COALESCE(array_agg(DISTINCT CASE WHEN p.programme = '' THEN p.role ELSE p.programme END), '{}')
    FROM grids_posting p JOIN accounts_user u ON u.id = p.user_id AND u.is_active
    WHERE p.user_id = support_me() AND p.role = ANY (wanted)
      AND p.valid_from <= (support_now() AT TIME ZONE 'Asia/Shanghai')::date
      AND (p.valid_to IS NULL OR p.valid_to >= (support_now() AT TIME ZONE 'Asia/Shanghai')::date)
$$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION support_held(text[]);
DROP FUNCTION support_now();
DROP FUNCTION support_job();
DROP FUNCTION support_me();
"""
_JOB = "(SELECT support_job())"
_ME = "(SELECT support_me())"
_LED = "(SELECT support_held(ARRAY['support_lead']))::text[]"
_SERVED = "(SELECT support_held(ARRAY['support_lead', 'support_worker']))::text[]"
_OFFICE = "cardinality((SELECT support_held(ARRAY['privacy_officer', 'security_admin']))::text[]) > 0"
_OWN = f"""(
    programme = ANY ({_LED})
    OR (programme = ANY ({_SERVED}) AND (
        reader_ids @> ARRAY[{_ME}]
        OR (glass_user_id = {_ME} AND glass_until > (SELECT support_now()))
    ))
)"""
_SEEN = f"{_JOB} OR (state NOT IN ('sealed', 'erased') AND {_OWN})"
_GLASS = f"{_JOB} OR programme = ANY ({_LED}) OR {_OFFICE} OR (asked_by_id = {_ME} AND programme = ANY ({_SERVED}))"
_PARENT = "EXISTS (SELECT 1 FROM support_enrollment e WHERE e.id = enrollment_id)"
CHILDREN = ("support_contact", "support_member", "support_referral", "support_service")
WALLED = ("support_enrollment", *CHILDREN, "support_glass", "support_erasure")


def _policy(table: str, command: str, *, using: str = "", check: str = "") -> str:
    parts = [f"CREATE POLICY {table}_{command.lower()} ON {table} FOR {command}"]
    parts += [f"USING ({using})"] if using else []
    parts += [f"WITH CHECK ({check})"] if check else []
    return " ".join(parts) + ";"


def _policies() -> list[str]:
    rules = [
        _policy("support_enrollment", "SELECT", using=_SEEN),
        _policy("support_enrollment", "INSERT", check=f"{_JOB} OR programme = ANY ({_SERVED})"),
        _policy("support_enrollment", "UPDATE", using=_SEEN, check=_SEEN),
        _policy("support_glass", "SELECT", using=_GLASS),
        _policy(
            "support_glass",
            "INSERT",
            check=f"{_JOB} OR (asked_by_id = {_ME} AND programme = ANY ({_SERVED}))",
        ),
        _policy("support_glass", "UPDATE", using=_GLASS, check=_GLASS),
        _policy("support_erasure", "SELECT", using=f"{_JOB} OR {_OFFICE}"),
        _policy("support_erasure", "INSERT", check=_JOB),
    ]
    for table in CHILDREN:
        rules += [
            _policy(table, "SELECT", using=_PARENT),
            _policy(table, "INSERT", check=_PARENT),
            _policy(table, "UPDATE", using=_PARENT, check=_PARENT),
            # Only the erasure takes away.
            _policy(table, "DELETE", using=_JOB),
        ]
    return rules


RAISE = "\n".join(
    [FUNCTIONS]
    + [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        for table in WALLED
    ]
    + _policies()
)
PULL_DOWN = "\n".join(
    [
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
        for table in WALLED
    ]
    + [f"DROP POLICY {rule.split()[2]} ON {rule.split()[4]};" for rule in _policies()]
    + [DROP_FUNCTIONS]
)

# A superuser passes every wall. Where the program signs in as one (our own cluster, the container), it works as this role
# instead: it may do what the owner may, and is none.
MAKE_ROLE = f"""
DO $$ BEGIN
    IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
            CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS INHERIT;
        END IF;
        IF NOT pg_has_role('{ROLE}', session_user, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO {ROLE}', session_user);
        END IF;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation OR internal_error THEN
    NULL; -- another database of the same cluster is being made this moment
END $$;
"""  # noqa: S608 - no word of it comes from outside
# Once for each new connection. Where the walled tables are not there yet, nothing changes.
STEP_DOWN = f"""
SELECT set_config('role', '{ROLE}', false) FROM pg_roles
WHERE rolname = session_user AND (rolsuper OR rolbypassrls)
  AND to_regclass('support_enrollment') IS NOT NULL
  AND EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}')
"""  # noqa: S608
