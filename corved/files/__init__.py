"""Files that people are given or hand in: calendars, spreadsheets, statements."""
