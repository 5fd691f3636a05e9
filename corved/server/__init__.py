"""Serving the web application, and what time alone must do while it runs."""
