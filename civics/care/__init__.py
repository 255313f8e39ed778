"""心理疏导 (domain.md J10): booked by anybody at work, read by the counsellor alone.

workflow.py the acts     flow.py who is who     querysets.py who sees what     actions.py every write
forms.py, views.py, urls.py  the pages          subject.py what time does      selectors.py numbers of one's own work
"""
