"""The audit: every change of a row recorded, in a chain that shows whether anything of it was changed or taken."""

from services.audit.chain import Break, Damage, broken_at
from services.audit.recording import NOT_AUDITED, AuditedSession, acting, record, record_row

__all__ = ["NOT_AUDITED", "AuditedSession", "Break", "Damage", "acting", "broken_at", "record", "record_row"]
