"""The tables, and nothing that moves their rows."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, ForeignKey, Index, Integer, String, Table, or_

from storage.after_tables import due_work as due_work
from storage.after_tables import reception_point as reception_point
from storage.after_tables import task as task
from storage.after_tables import visit as visit
from storage.after_tables import visit_slot as visit_slot
from storage.case_tables import case_event as case_event
from storage.case_tables import complaint as complaint
from storage.case_tables import wage_case as wage_case
from storage.channel_tables import access_token as access_token
from storage.channel_tables import alarm as alarm
from storage.channel_tables import notice_consent as notice_consent
from storage.channel_tables import notice_receipt as notice_receipt
from storage.channel_tables import pickup as pickup
from storage.channel_tables import push as push
from storage.channel_tables import undelivered as undelivered
from storage.columns import Number, Sealed, UtcTime
from storage.columns import metadata as metadata
from storage.crew_tables import crew as crew
from storage.crew_tables import crew_member as crew_member
from storage.link_tables import duty as duty
from storage.link_tables import link as link
from storage.link_tables import link_code as link_code
from storage.link_tables import link_try as link_try
from storage.link_tables import notice_choice as notice_choice
from storage.site_tables import site as site
from storage.site_tables import site_case as site_case
from storage.site_tables import site_import as site_import
from storage.site_tables import site_party as site_party

# Without a state until its first turn is saved; `version` counts the saved turns.
conversation = Table(
    "conversation",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("state", Sealed),
    Column("version", Integer, nullable=False),
    Column("handed_over", Boolean, nullable=False),
    Column("wanted", String),
    Column("wanted_at", UtcTime),
    Column("held_by", String),
    Column("held_at", UtcTime),
    Column("last_inbound_at", UtcTime),
    Column("wrote_at", UtcTime),  # opens a channel's long window
    Column("tapped_at", UtcTime),  # opens its short one
    Column("left_at", UtcTime),  # he does not follow the account any more
    Column("leased_until", UtcTime),
    Column("leased_by", BigInteger),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("county_code", String),  # of the place that was named last; none while nobody knows
)

# Every message a channel delivered, once, with the reply that a redelivery gets again.
inbox = Table(
    "inbox",
    metadata,
    Column("place", Number, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("conversation_id", String, ForeignKey("conversation.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("message", Sealed, nullable=False),
    Column("reply", Sealed),
    Column("received_at", UtcTime, nullable=False),
    Column("answered_at", UtcTime),
    Column("tries", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("is_late", Boolean, nullable=False),
)

# What was said, as staff and the worker's page read it. `key` is that of the inbox for a turn's words, that of the
# outbox for what staff and notices tell.
message = Table(
    "message",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation_id", String, ForeignKey("conversation.id"), nullable=False),
    Column("direction", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("by", String),
    Column("text", Sealed, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("key", String),
)

# Drafts, consents, complaints and sends know their conversation by its name only: under a Rasa server there is no row.
draft = Table(
    "draft",
    metadata,
    Column("id", String, primary_key=True),
    Column("conversation_id", String, nullable=False),
    Column("questionnaire", String, nullable=False),
    Column("status", String, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation_id", String, nullable=False),
    Column("version", String, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)

cursor = Table(
    "cursor",
    metadata,
    Column("reader", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("conversation_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("code", Integer),
    Column("leased_until", UtcTime),
    Column("leased_by", BigInteger),
    Column("sent_at", UtcTime),
    Column("said", Integer, nullable=False, server_default="0"),  # bubbles of it that have gone
    Column("subject", String),  # a newer one about the same takes the place of an older one that nobody has got
    Column("way", String),  # the kind of notice that it goes as; none for a message
    Column("platform_id", String),  # of a notice, in the platform's receipts
    Column("template", String),
)

# Who looked at or changed what; kept apart from the log, and never about what was said.
audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("by", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reason", String),
    Column("area", String),
    Column("note", Sealed),
)

# `area` is the beginning of the county codes that somebody may see; empty is all of them.
staff = Table(
    "staff",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("area", String, nullable=False),
    Column("password", String, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    Column("signed_in_at", UtcTime),
)

# A session is found by the hash of its token; the token itself is in the browser alone.
staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("staff_id", String, ForeignKey("staff.id"), nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("used_at", UtcTime, nullable=False),
    Column("here_at", UtcTime),  # when a page of the console was last known to be open
)

# How far each member of staff has read a talk.
talk_read = Table(
    "talk_read",
    metadata,
    Column("conversation_id", String, ForeignKey("conversation.id"), primary_key=True),
    Column("staff_id", String, ForeignKey("staff.id"), primary_key=True),
    Column("message_id", BigInteger, nullable=False),
)

# Account and address are blind indexes; a row is gone once its account has signed in or a quarter of an hour is over.
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Number, primary_key=True),
    Column("account", String, nullable=False),
    Column("address", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# A browser through which a worker writes, found by the hash of the token it holds; one worker may have several.
visitor = Table(
    "visitor",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("visitor_id", String, nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)

# What lets a worker go on with his talk on another phone, once; found by its blind index.
return_code = Table(
    "return_code",
    metadata,
    Column("code", String, primary_key=True),
    Column("visitor_id", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)

# What a worker sent to prove something; `key` is that of his message, the bytes are a blob named by `sha256`.
evidence = Table(
    "evidence",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("conversation_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("format", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("draft_id", String),  # the complaint that it belongs to, from its draft on; none while there is none
    Column("shows", String),  # a code; none while nobody has said it
    Column("shows_by", String),  # worker, or the name of an officer
)


def _index(name: str, *columns: Column[object], only: ColumnElement[bool] | None = None) -> None:
    Index(name, *columns, sqlite_where=only, postgresql_where=only)


_index("conversation_updated", conversation.c.updated_at)
_index("conversation_wanted", conversation.c.wanted_at, only=conversation.c.wanted.is_not(None))
_index("conversation_county", conversation.c.county_code, conversation.c.updated_at)
_index("conversation_held", conversation.c.held_by, only=conversation.c.held_by.is_not(None))
_index("conversation_handed_over", conversation.c.updated_at, only=conversation.c.handed_over.is_(True))
_index(
    "conversation_attended",
    conversation.c.updated_at,
    conversation.c.id,
    only=or_(conversation.c.wanted.is_not(None), conversation.c.handed_over.is_(True)),
)
_index("inbox_waiting", inbox.c.conversation_id, inbox.c.place, only=inbox.c.state == "waiting")
_index("message_conversation", message.c.conversation_id, message.c.id)
_index("draft_conversation", draft.c.conversation_id)
_index("consent_conversation", consent.c.conversation_id, consent.c.id)
_index("outbox_waiting", outbox.c.conversation_id, outbox.c.id, only=outbox.c.state == "waiting")
_index("outbox_due", outbox.c.priority, outbox.c.due_at, outbox.c.id, only=outbox.c.state == "waiting")
_index(
    "outbox_told", outbox.c.sent_at, only=or_(outbox.c.state == "posted", outbox.c.state == "announced")
)  # as two equations, which SQLite can match
_index("outbox_subject", outbox.c.subject, only=outbox.c.subject.is_not(None))
_index("outbox_pushed", outbox.c.conversation_id, outbox.c.sent_at)
_index("audit_at", audit.c.at)
_index("audit_subject", audit.c.subject, audit.c.id)
_index("staff_session_staff", staff_session.c.staff_id)
_index("sign_in_attempt_account", sign_in_attempt.c.account, sign_in_attempt.c.at)
_index("sign_in_attempt_address", sign_in_attempt.c.address, sign_in_attempt.c.at)
Index("message_key", message.c.key, message.c.direction, unique=True)
_index("visitor_visitor", visitor.c.visitor_id)
_index("return_code_visitor", return_code.c.visitor_id)
_index("evidence_conversation", evidence.c.conversation_id, evidence.c.received_at)
_index("evidence_sha256", evidence.c.sha256)
_index("evidence_draft", evidence.c.draft_id, only=evidence.c.draft_id.is_not(None))
