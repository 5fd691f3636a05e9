"""What every page needs around its view."""
