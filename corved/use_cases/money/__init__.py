"""Ways to pay, and what families say that they have paid."""
