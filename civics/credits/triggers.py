"""The database's own refusal to change the books or to let a movement not make nought, run by their migration."""

CREATE = """
CREATE FUNCTION civics_credit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER civics_creditmove_no_change BEFORE UPDATE OR DELETE ON civics_creditmove
    FOR EACH ROW EXECUTE FUNCTION civics_credit_refuse();
CREATE TRIGGER civics_creditentry_no_change BEFORE UPDATE OR DELETE ON civics_creditentry
    FOR EACH ROW EXECUTE FUNCTION civics_credit_refuse();
CREATE FUNCTION civics_credit_makes_nought() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sides integer; total numeric;
BEGIN
    IF TG_TABLE_NAME = 'civics_creditmove' THEN
        SELECT count(*), coalesce(sum(amount), 0) INTO sides, total FROM civics_creditentry WHERE move_id = NEW.id;
    ELSE
        SELECT count(*), coalesce(sum(amount), 0) INTO sides, total FROM civics_creditentry WHERE move_id = NEW.move_id;
    END IF;
    IF sides <> 2 OR total <> 0 THEN
        RAISE EXCEPTION 'a credit movement has two sides that make nought, not % that make %', sides, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER civics_creditmove_nought AFTER INSERT ON civics_creditmove
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION civics_credit_makes_nought();
CREATE CONSTRAINT TRIGGER civics_creditentry_nought AFTER INSERT ON civics_creditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION civics_credit_makes_nought();
"""
DROP = """
DROP TRIGGER civics_creditentry_nought ON civics_creditentry;
DROP TRIGGER civics_creditmove_nought ON civics_creditmove;
DROP FUNCTION civics_credit_makes_nought();
DROP TRIGGER civics_creditentry_no_change ON civics_creditentry;
DROP TRIGGER civics_creditmove_no_change ON civics_creditmove;
DROP FUNCTION civics_credit_refuse();
"""
