"""What families pay: who owes, what was received, receipts and ways to pay."""
