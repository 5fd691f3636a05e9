"""The pages of messages: the desk, their texts, e-mail."""

from corved.blueprints.admin.messages import email_switch, message_acts, message_texts, messages, undoable_acts  # noqa: F401 - each adds its views to `admin`
