"""The main job, by the client that openapi-python-client makes."""

import sys
from uuid import UUID

from ladder_client import AuthenticatedClient, Client
from ladder_client.api.bookings import book_place, cancel_booking, judge_eligibility
from ladder_client.api.catalogue import list_courses
from ladder_client.api.certificates import list_certificates, print_certificate
from ladder_client.api.register import close_register, read_roster, record_attendance
from ladder_client.api.signing_in import sign_in
from ladder_client.models import BookingState, BookRequest, CancelBecause, CancelRequest, CloseRequest
from ladder_client.models import LoginRequest, MarkRequest, MarksRequest, Outcome

base, delegate, trainer, password, finished, free = sys.argv[1:]


def signed_in(email: str) -> AuthenticatedClient:
    body = LoginRequest(email=email, password=password)
    tokens = sign_in.sync(client=Client(base_url=base), body=body)
    return AuthenticatedClient(base_url=base, token=tokens.access_token, raise_on_unexpected_status=True)


amira = signed_in(delegate)
assert any(course.slug == "introduction" for course in list_courses.sync(client=amira, limit=10).items)

assert judge_eligibility.sync(UUID(free), client=amira).eligible
booked = book_place.sync(UUID(free), client=amira, body=BookRequest(), idempotency_key="a key")
assert booked.state == BookingState.BOOKED, booked
why = CancelRequest(because=CancelBecause.ILLNESS)
cancelled = cancel_booking.sync(booked.id, client=amira, body=why)
assert cancelled.state == BookingState.CANCELLED, cancelled

tess = signed_in(trainer)
roster = read_roster.sync(UUID(finished), client=tess)
date = roster.session.dates[0].id
marks = [MarkRequest(entry.booking_id, date, Outcome.PRESENT) for entry in roster.entries]
record_attendance.sync(UUID(finished), client=tess, body=MarksRequest(marks))
result = close_register.sync(UUID(finished), client=tess, body=CloseRequest())
assert result.attended == 1, result

[certificate] = list_certificates.sync(client=amira).items
file = print_certificate.sync(certificate.id, client=amira)
assert file.payload.read(5) == b"%PDF-"
