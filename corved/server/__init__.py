"""Runs the web server and its background tasks."""
