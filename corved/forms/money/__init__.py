"""The forms of what families pay."""
