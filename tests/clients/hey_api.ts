// The main job, by the client that @hey-api/openapi-ts makes.

import { createClient, createConfig } from "./client/client";
import {
  bookPlace,
  cancelBooking,
  closeRegister,
  judgeEligibility,
  listCertificates,
  listCourses,
  printCertificate,
  readRoster,
  recordAttendance,
  signIn,
} from "./client/sdk.gen";

declare const process: { argv: string[]; exit(code: number): never };

const [base, delegate, trainer, password, finished, open] = process.argv.slice(2);

function check(right: boolean, what: string): void {
  if (!right) throw new Error(what);
}

async function signedIn(email: string) {
  const client = createClient(createConfig({ baseUrl: base }));
  const { data } = await signIn({ client, body: { email, password }, throwOnError: true });
  client.setConfig({ auth: () => data.access_token });
  return { client, throwOnError: true } as const;
}

async function main() {
  const amira = await signedIn(delegate);
  const courses = await listCourses({ ...amira, query: { limit: 10 } });
  check(courses.data.items.some((course) => course.slug === "introduction"), "the course is listed");

  const path = { id: open };
  check((await judgeEligibility({ ...amira, path })).data.eligible, "nothing stands against it");
  const headers = { "Idempotency-Key": "a key" };
  const booked = (await bookPlace({ ...amira, path, headers, body: {} })).data;
  check(booked.state === "booked", booked.state);
  const because = "illness" as const;
  const cancelled = (await cancelBooking({ ...amira, path: { id: booked.id }, body: { because } })).data;
  check(cancelled.state === "cancelled", cancelled.state);

  const tess = { ...(await signedIn(trainer)), path: { id: finished } };
  const answer = (await readRoster(tess)).data;
  if (typeof answer === "string") throw new Error("this was asked for as JSON");
  const marks = answer.entries.map((entry) => ({
    booking_id: entry.booking_id,
    date_id: answer.session.dates[0].id,
    outcome: "present" as const,
  }));
  await recordAttendance({ ...tess, body: { marks } });
  const result = (await closeRegister(tess)).data;
  check(result.attended === 1, JSON.stringify(result));

  const [certificate] = (await listCertificates(amira)).data.items;
  const file = (await printCertificate({ ...amira, path: { id: certificate.id } })).data;
  check((await file.slice(0, 5).text()) === "%PDF-", "a PDF");
}

main().catch((why) => {
  console.error(why);
  process.exit(1);
});
