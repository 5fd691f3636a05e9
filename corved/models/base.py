"""The base class of every table."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def uuid_key() -> Mapped[UUID]:
    """Return the key of a table. It is made here, so that many rows are written in one statement."""
    return mapped_column(primary_key=True, default=uuid4)


def pg_enum(name: str, *values: str) -> Enum:
    """Return the type of a PostgreSQL enum that the migrations made."""
    return Enum(*values, name=name, create_type=False, native_enum=True)
