"""The tables, one file per subject."""

from corved.models.academy import Academy
from corved.models.audit import AuditLog
from corved.models.base import Base
from corved.models.catalogue import Currency, Level, MonthSize, Price, SessionLength, Subject, WayToPay
from corved.models.closure import Closure, ClosureSession
from corved.models.generation import GenerationRun, GenerationRunMatch
from corved.models.mail import MessageMail
from corved.models.match import Handover, Match, MatchNote, MatchPattern
from corved.models.message import Message, MessageText, Told
from corved.models.pay import PayAdjustment, PayLine, PayMonth, PayRate
from corved.models.people import (
    Invitation,
    Learner,
    TutorHours,
    TutorProfile,
    TutorRequest,
    TutorSubject,
    User,
    UserRole,
)
from corved.models.session import Session
from corved.models.tuition import Package, Payment, PaymentClaim, Refund, Request

__all__ = [
    "Academy",
    "AuditLog",
    "Base",
    "Closure",
    "ClosureSession",
    "Currency",
    "GenerationRun",
    "GenerationRunMatch",
    "Handover",
    "Invitation",
    "Learner",
    "Level",
    "Match",
    "MatchNote",
    "MatchPattern",
    "Message",
    "MessageMail",
    "MessageText",
    "MonthSize",
    "Package",
    "PayAdjustment",
    "PayLine",
    "PayMonth",
    "PayRate",
    "Payment",
    "PaymentClaim",
    "Price",
    "Refund",
    "Request",
    "Session",
    "SessionLength",
    "Subject",
    "Told",
    "TutorHours",
    "TutorProfile",
    "TutorRequest",
    "TutorSubject",
    "User",
    "UserRole",
    "WayToPay",
]
