"""The database's own refusal to change what was issued, kept beside the models and run by their migration.

Sealed columns may be sealed anew (keys change); the hashes beside them may not, so no other content can take their place."""

CREATE = """
CREATE FUNCTION papers_paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state <> 'void'
        AND (OLD.kind, OLD.name, OLD.subject_kind, OLD.subject_id, OLD.part, OLD.version, OLD.number,
             OLD.template_sha256, OLD.docx_sha256, OLD.pdf_sha256, OLD.created_by_id, OLD.created_at)
          IS NOT DISTINCT FROM
            (NEW.kind, NEW.name, NEW.subject_kind, NEW.subject_id, NEW.part, NEW.version, NEW.number,
             NEW.template_sha256, NEW.docx_sha256, NEW.pdf_sha256, NEW.created_by_id, NEW.created_at) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'facts_sealed' = to_jsonb(NEW) - 'facts_sealed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'papers_paper does not change: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER papers_paper_no_change BEFORE UPDATE OR DELETE ON papers_paper
    FOR EACH ROW EXECUTE FUNCTION papers_paper_refuse();
CREATE FUNCTION papers_paperfile_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'content_sealed' = to_jsonb(NEW) - 'content_sealed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'papers_paperfile does not change: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER papers_paperfile_no_change BEFORE UPDATE OR DELETE ON papers_paperfile
    FOR EACH ROW EXECUTE FUNCTION papers_paperfile_refuse();
CREATE FUNCTION papers_printlog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'papers_printlog is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER papers_printlog_no_change BEFORE UPDATE OR DELETE ON papers_printlog
    FOR EACH ROW EXECUTE FUNCTION papers_printlog_refuse();
"""
DROP = """
DROP TRIGGER papers_printlog_no_change ON papers_printlog;
DROP FUNCTION papers_printlog_refuse();
DROP TRIGGER papers_paperfile_no_change ON papers_paperfile;
DROP FUNCTION papers_paperfile_refuse();
DROP TRIGGER papers_paper_no_change ON papers_paper;
DROP FUNCTION papers_paper_refuse();
"""
