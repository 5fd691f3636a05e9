"""The pages of money: who owes, what was received, receipts, prices and ways to pay."""

from corved.blueprints.admin.money import claims, pay, payments, prices, ways_to_pay  # noqa: F401 - each adds its views to `admin`
