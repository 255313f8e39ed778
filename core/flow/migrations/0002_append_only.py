from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION flow_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'flow_event is append-only: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER flow_event_no_change BEFORE UPDATE OR DELETE ON flow_event
    FOR EACH ROW EXECUTE FUNCTION flow_event_refuse();
CREATE TRIGGER flow_event_no_truncate BEFORE TRUNCATE ON flow_event
    FOR EACH STATEMENT EXECUTE FUNCTION flow_event_refuse();
"""
DROP = """
DROP TRIGGER flow_event_no_truncate ON flow_event;
DROP TRIGGER flow_event_no_change ON flow_event;
DROP FUNCTION flow_event_refuse();
"""


class Migration(migrations.Migration):
    """The timeline is history: the database itself refuses to change or lose a line of it (D6)."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("flow", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(CREATE, DROP)]
