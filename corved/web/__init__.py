"""The parts of the web application that all pages share: access, headers, errors, htmx answers, labels."""
