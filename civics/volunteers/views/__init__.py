"""/civics/volunteers/, /civics/activities/ and /open/volunteers/."""
