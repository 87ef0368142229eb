//! Attendance reports of Zoom, Teams and Google Meet: every shape met, read to the minutes people were there.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use training_ladder::{
    domain::{
        attendance::ScheduledDate,
        ids::DateId,
        joiners::{File, gather},
        report_reading::{Known, Placed, place},
        report_tables::Report,
        words::ReportSource,
    },
    sheets,
};
use uuid::Uuid;

use super::reading::utf_16;

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub(super) fn date(number: u128, from: &str, to: &str) -> ScheduledDate {
    ScheduledDate { id: DateId::from_uuid(Uuid::from_u128(number)), starts_at: at(from), ends_at: at(to) }
}

/// Wednesday 10 June 2026, 6pm to 8pm in London.
pub(super) fn evening() -> ScheduledDate {
    date(1, "2026-06-10T17:00:00Z", "2026-06-10T19:00:00Z")
}

pub(super) fn report(bytes: &[u8]) -> Result<Report, (u64, String)> {
    sheets::report::read(&mut Cursor::new(bytes)).map_err(|problem| (problem.line, problem.said()))
}

pub(super) fn placed(report: &Report, dates: &[ScheduledDate]) -> Result<Placed, String> {
    place(report, Known { dates, zone: Tz::Europe__London, said_zone: None, said_order: None })
}

/// Everybody of a report with the minutes they were there, and how many lines count for nobody.
fn minutes(bytes: &[u8], date: ScheduledDate) -> (ReportSource, Vec<(String, i32)>, usize) {
    let report = report(bytes).unwrap_or_else(|why| panic!("{why:?}: {}", String::from_utf8_lossy(bytes)));
    let placed =
        placed(&report, &[date]).unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(bytes)));
    let file = File { joinings: &report.joinings, spans: &placed.spans };
    let (joiners, outside) = gather(&[file], (date.starts_at, date.ends_at));
    let people = joiners.iter().map(|joiner| (joiner.name.clone(), joiner.minutes())).collect();
    (report.source, people, report.left_out.len() + outside.len())
}

/// A report in a language, its bytes, the source, who was there how long, and how many lines count for nobody.
type Shape<'s> = (&'s str, Vec<u8>, ReportSource, &'s [(&'s str, i32)], usize);

fn crlf(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

fn read_as(shapes: Vec<Shape<'_>>) {
    for (what, bytes, source, people, nobody) in shapes {
        let read = minutes(&bytes, evening());
        let read_people: Vec<(&str, i32)> =
            read.1.iter().map(|(name, minutes)| (name.as_str(), *minutes)).collect();
        assert_eq!((read.0, read_people.as_slice(), read.2), (source, people, nobody), "{what}");
    }
}

#[test]
fn every_shape_of_zoom_reads_to_the_minutes_people_were_there() {
    use ReportSource::Zoom;
    let shapes: Vec<Shape<'_>> = vec![
        (
            "older, with a re-join and an early leave",
            crlf(
                "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n\
                 Ada Okoro,ada@x.example,06/10/2026 05:55:10 PM,06/10/2026 06:30:00 PM,35,No\n\
                 Ada Okoro,ada@x.example,06/10/2026 06:40:00 PM,06/10/2026 08:05:00 PM,85,No\n\
                 Ben (Benjamin Hale),,06/10/2026 06:00:00 PM,06/10/2026 07:00:00 PM,60,Yes\n",
            ),
            Zoom,
            &[("Ada Okoro", 110), ("Ben", 60)],
            0,
        ),
        (
            "newer, with a byte order mark, a waiting room and the day first",
            [
                b"\xEF\xBB\xBF".as_slice(),
                &crlf(
                    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room\n\
                     Ada Okoro,ada@x.example,10/06/2026 17:50,10/06/2026 17:58,8,No,,Yes\n\
                     Ada Okoro,ada@x.example,10/06/2026 17:58,10/06/2026 20:00,122,No,OK,No\n",
                ),
            ]
            .concat(),
            Zoom,
            &[("Ada Okoro", 120)],
            1,
        ),
        (
            "year first",
            crlf(
                "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n\
                 Ada,a@x.example,2026-06-10 18:01:12,2026-06-10 19:01:12,60,No,Y\n",
            ),
            Zoom,
            &[("Ada", 60)],
            0,
        ),
        (
            "unique users: how long, not when",
            crlf(
                "Name (Original Name),User Email,Total Duration (Minutes),Guest\n\
                 Ada,a@x.example,95,No\nBen,,200,Yes\n",
            ),
            Zoom,
            &[("Ada", 95), ("Ben", 120)],
            0,
        ),
        (
            "with the meeting's own data above",
            crlf(
                "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n\
                 123 4567 8901,Introduction,06/10/2026 05:50:00 PM,06/10/2026 08:05:00 PM,host@x.example,135,2\n\
                 \n\
                 Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n\
                 Ada,a@x.example,06/10/2026 06:00:00 PM,06/10/2026 07:30:00 PM,90,No\n",
            ),
            Zoom,
            &[("Ada", 90)],
            0,
        ),
        (
            "with the meeting's own data in front of every line",
            crlf(
                "Topic,Meeting ID,User Name,User Email,Start Time,End Time,Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n\
                 Introduction,123,Hana Host,host@x.example,06/10/2026 05:50:00 PM,06/10/2026 08:05:00 PM,Ada,a@x.example,06/10/2026 06:00:00 PM,06/10/2026 07:30:00 PM,90\n",
            ),
            Zoom,
            &[("Ada", 90)],
            0,
        ),
    ];
    read_as(shapes);
}

#[test]
fn webinars_other_languages_and_what_was_saved_again_are_read_alike() {
    use ReportSource::Zoom;
    let shapes: Vec<Shape<'_>> = vec![
        (
            "a webinar, with whoever stayed away",
            crlf(
                "Attendee Report,\nReport Generated:,06/11/2026 09:00:00 AM\n\
                 Host Details,\nAttended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest\n\
                 Yes,Hana Host,h@x.example,06/10/2026 05:50:00 PM,06/10/2026 08:05:00 PM,135,No\n\
                 Attendee Details,\nAttended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest\n\
                 Yes,Ada,a@x.example,06/10/2026 06:00:00 PM,06/10/2026 07:00:00 PM,60,Yes\n\
                 No,Ben,b@x.example,--,--,--,--\n",
            ),
            Zoom,
            &[("Hana Host", 120), ("Ada", 60)],
            1,
        ),
        (
            "in German",
            crlf(
                "Name (Originalname),Benutzer-E-Mail,Beitrittszeit,Verlassen-Zeit,Dauer (Minuten),Gast\n\
                 Ada,a@x.example,10.06.2026 18:00:00,10.06.2026 19:30:00,90,Nein\n",
            ),
            Zoom,
            &[("Ada", 90)],
            0,
        ),
        (
            "in a language nobody here knows",
            crlf(
                "Ad (Orijinal Ad),Kullanıcı E-postası,Katılma Zamanı,Ayrılma Zamanı,Süre (Dakika),Konuk\n\
                 Ada,a@x.example,10.06.2026 18:00:00,10.06.2026 19:30:00,90,Hayır\n",
            ),
            Zoom,
            &[("Ada", 90)],
            0,
        ),
        (
            "saved again by a spreadsheet program, with semicolons",
            crlf(
                "Name (Original Name);User Email;Join Time;Leave Time;Duration (Minutes);Guest\n\
                 Ada;a@x.example;10/06/2026 18:00;10/06/2026 19:30;90;No\n;;;;;\n",
            ),
            Zoom,
            &[("Ada", 90)],
            0,
        ),
    ];
    read_as(shapes);
}

#[test]
fn every_shape_of_teams_and_meet_reads_to_the_minutes_people_were_there() {
    use ReportSource::{Meet, Teams};
    let sections = "1. Summary\nMeeting title\tIntroduction\nAttended participants\t2\nStart time\t6/10/26, 5:55:00 PM\n\
                    End time\t6/10/26, 8:02:00 PM\nMeeting duration\t2h 7m\n\n\
                    2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n\
                    Ada Okoro\t6/10/26, 5:58:00 PM\t6/10/26, 8:00:00 PM\t1h 32m\tada@x.example\tada@tenant.example\tPresenter\n\
                    Ben Hale\t6/10/26, 6:00:00 PM\t6/10/26, 7:00:00 PM\t1h\t\t\tAttendee\n\n\
                    3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n\
                    Ada Okoro\t6/10/26, 5:58:00 PM\t6/10/26, 6:30:00 PM\t32m\tada@x.example\tPresenter\n\
                    Ada Okoro\t6/10/26, 7:00:00 PM\t6/10/26, 8:00:00 PM\t1h\tada@x.example\tPresenter\n\
                    Ben Hale\t6/10/26, 6:00:00 PM\t6/10/26, 7:00:00 PM\t1h\t\tAttendee\n";
    let without_activities = sections.split("3. In-Meeting").next().expect("a part");
    let german = "1. Zusammenfassung\nBesprechungstitel\tEinführung\nTeilnehmer\t1\n\n\
                  2. Teilnehmer\nName\tErster Beitritt\tLetztes Verlassen\tBesprechungsdauer\tE-Mail\tTeilnehmer-ID (UPN)\tRolle\n\
                  Ada Okoro\t10.06.26, 18:01:00\t10.06.26, 19:00:00\t59 Min. 0 Sek.\tada@x.example\tada@tenant.example\tTeilnehmer\n";
    let polish = "1. Podsumowanie\nTytuł spotkania\tWstęp\n\n\
                  2. Uczestnicy\nImię i nazwisko\tPierwsze dołączenie\tOstatnie opuszczenie\tCzas\tAdres\tIdentyfikator uczestnika (UPN)\tRola\n\
                  Ada Okoro\t10.06.2026, 18:00:00\t10.06.2026, 20:00:00\t2 godz.\tada@x.example\tada@tenant.example\tUczestnik\n\n\
                  3. Działania na spotkaniu\nImię i nazwisko\tGodzina dołączenia\tGodzina opuszczenia\tCzas\tAdres\tRola\n\
                  Ada Okoro\t10.06.2026, 18:00:00\t10.06.2026, 18:30:00\t30 min\tada@x.example\tUczestnik\n\
                  Ada Okoro\t10.06.2026, 19:00:00\t10.06.2026, 20:00:00\t1 godz.\tada@x.example\tUczestnik\n";
    let oldest = "Full Name\tUser Action\tTimestamp\n\
                  Ada Okoro\tJoined before\t6/10/2026, 5:58:00 PM\nBen Hale\tJoined\t6/10/2026, 6:10:00 PM\n\
                  Ben Hale\tLeft\t6/10/2026, 6:40:00 PM\nBen Hale\tJoined\t6/10/2026, 7:00:00 PM\n\
                  Ada Okoro\tLeft\t6/10/2026, 8:00:00 PM\n";
    let block = "Meeting Summary\nTotal Number of Participants\t1\nMeeting Title\tIntroduction\n\
                 Meeting Start Time\t6/10/2026, 5:55:00 PM\n\n\
                 Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\n\
                 Ada Okoro\t6/10/2026, 6:00:00 PM\t6/10/2026, 7:00:00 PM\t1h\tada@x.example\tAttendee\tada@tenant.example\n";
    let meet = "First name,Last name,Email,Duration,Time joined,Time exited\n\
                Ada,Okoro,ada@x.example,1 hr 2 min,5:58 PM,7:00 PM\nBen,Hale,,30 min,6:30 PM,7:00 PM\n";
    let shapes: Vec<Shape<'_>> = vec![
        ("sections", utf_16(sections, true), Teams, &[("Ada Okoro", 90), ("Ben Hale", 60)], 0),
        (
            "sections in UTF-8 with commas",
            crlf(&sections.replace(", ", " ").replace('\t', ",")),
            Teams,
            &[("Ada Okoro", 90), ("Ben Hale", 60)],
            0,
        ),
        (
            "without the list of what everybody did: the program's own count bounds",
            utf_16(without_activities, true),
            Teams,
            &[("Ada Okoro", 92), ("Ben Hale", 60)],
            0,
        ),
        ("in German", utf_16(german, true), Teams, &[("Ada Okoro", 59)], 0),
        ("in Polish, which nobody here knows", utf_16(polish, true), Teams, &[("Ada Okoro", 90)], 0),
        (
            "a list of coming and going",
            utf_16(oldest, true),
            Teams,
            &[("Ben Hale", 90), ("Ada Okoro", 120)],
            0,
        ),
        ("a block above the list", utf_16(block, true), Teams, &[("Ada Okoro", 60)], 0),
        ("times without a day", crlf(meet), Meet, &[("Ada Okoro", 60), ("Ben Hale", 30)], 0),
    ];
    for (what, bytes, source, people, nobody) in shapes {
        let read = minutes(&bytes, evening());
        let mut read_people: Vec<(&str, i32)> =
            read.1.iter().map(|(name, minutes)| (name.as_str(), *minutes)).collect();
        let mut people = people.to_vec();
        people.sort_unstable();
        read_people.sort_unstable();
        assert_eq!((read.0, read_people, read.2), (source, people, nobody), "{what}");
    }
}
