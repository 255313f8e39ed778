"""Forms of volunteering: entering, planning, the acts, the filters, and what the public pages ask."""
