"""Web parts shared by all pages: access, headers, errors, htmx answers, labels."""
