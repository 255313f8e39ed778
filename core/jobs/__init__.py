"""When each job of the house last ran, and how: what Celery did by itself, and the parts of the night.

    with noted("nightly.verify_audit"):     a part of a job, noted by hand
        ...

Celery's own tasks are noted by themselves (core.jobs.recorder)."""
