// The main job, by the client that openapi-fetch makes of the types of openapi-typescript.

import createClient from "openapi-fetch";
import type { paths } from "./schema";

declare const process: { argv: string[]; exit(code: number): never };

const [base, delegate, trainer, password, finished, open] = process.argv.slice(2);

function sure<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function check(right: boolean, what: string): void {
  if (!right) throw new Error(what);
}

async function signedIn(email: string) {
  const anybody = createClient<paths>({ baseUrl: base });
  const tokens = sure(await anybody.POST("/api/v1/auth/login", { body: { email, password } }));
  return createClient<paths>({ baseUrl: base, headers: { authorization: `Bearer ${tokens.access_token}` } });
}

async function main() {
  const amira = await signedIn(delegate);
  const courses = sure(await amira.GET("/api/v1/courses", { params: { query: { limit: 10 } } }));
  check(courses.items.some((course) => course.slug === "introduction"), "the course is listed");

  const at = { params: { path: { id: open } } };
  check(sure(await amira.GET("/api/v1/sessions/{id}/eligibility", at)).eligible, "nothing stands against it");
  const header = { "Idempotency-Key": "a key" };
  const booked = sure(
    await amira.POST("/api/v1/sessions/{id}/bookings", { params: { ...at.params, header }, body: {} }),
  );
  check(booked.state === "booked", booked.state);
  const cancelled = sure(
    await amira.POST("/api/v1/bookings/{id}/cancel", {
      params: { path: { id: booked.id } },
      body: { because: "illness" },
    }),
  );
  check(cancelled.state === "cancelled", cancelled.state);

  const tess = await signedIn(trainer);
  const session = { params: { path: { id: finished } } };
  const roster = sure(await tess.GET("/api/v1/sessions/{id}/roster", session));
  if (typeof roster === "string") throw new Error("this was asked for as JSON");
  const marks = roster.entries.map((entry) => ({
    booking_id: entry.booking_id,
    date_id: roster.session.dates[0].id,
    outcome: "present" as const,
  }));
  sure(await tess.PUT("/api/v1/sessions/{id}/register", { ...session, body: { marks } }));
  const result = sure(await tess.POST("/api/v1/sessions/{id}/register/close", session));
  check(result.attended === 1, JSON.stringify(result));

  const [certificate] = sure(await amira.GET("/api/v1/certificates")).items;
  const file = sure(
    await amira.GET("/api/v1/certificates/{id}.pdf", {
      params: { path: { id: certificate.id } },
      parseAs: "arrayBuffer",
    }),
  );
  check(new TextDecoder().decode(file.slice(0, 5)) === "%PDF-", "a PDF");
}

main().catch((why) => {
  console.error(why);
  process.exit(1);
});
