"""/civics/wishes/ and /open/wishes/."""
