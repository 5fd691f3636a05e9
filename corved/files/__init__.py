"""Files that people download or upload: calendars, spreadsheets, statements."""
