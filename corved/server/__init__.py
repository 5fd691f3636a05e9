"""Serves the web application, and does what is due by the clock while it runs."""
