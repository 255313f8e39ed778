from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION dispute_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'disputes_disputeevent is append-only: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER dispute_event_no_change BEFORE UPDATE OR DELETE ON disputes_disputeevent
    FOR EACH ROW EXECUTE FUNCTION dispute_event_refuse();
CREATE TRIGGER dispute_event_no_truncate BEFORE TRUNCATE ON disputes_disputeevent
    FOR EACH STATEMENT EXECUTE FUNCTION dispute_event_refuse();
"""
DROP = """
DROP TRIGGER dispute_event_no_truncate ON disputes_disputeevent;
DROP TRIGGER dispute_event_no_change ON disputes_disputeevent;
DROP FUNCTION dispute_event_refuse();
"""


class Migration(migrations.Migration):
    """The timeline is history: the database itself refuses to change or lose a line of it (D6)."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("disputes", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(CREATE, DROP)]
