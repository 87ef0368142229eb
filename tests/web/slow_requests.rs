//! Requests that come too slowly, from a socket: what is answered, and that the connection is closed.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use training_ladder::web::body_pace::Pace;

use crate::support::{
    app::TestApp,
    database::{OnDatabase, TestDatabase},
    served::Served,
};

/// So long that no test lasts until then.
const FOREVER: Duration = Duration::from_hours(1);
const PATIENT: Pace =
    Pace { head: FOREVER, grace: FOREVER, bytes_per_second: 1024, whole: FOREVER, file: FOREVER };

async fn served(pace: Pace) -> (TestApp, Served) {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let served = app.serve_at(pace);
    (app, served)
}

fn begin(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(text.as_bytes()).expect("the beginning is sent");
    stream
}

/// Everything that is answered until the server closes the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // What was still on its way when the server closed may end the reading early; what came before stands.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

const LOGIN: &str = "POST /api/v1/auth/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n\
                     Content-Length: 1000\r\n\r\n{";
const SIGN_IN: &str = "POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                       Content-Length: 1000\r\n\r\nemail=";

#[test]
fn a_body_earns_its_time_by_what_has_come() {
    let pace = Pace::default();
    let seconds = Duration::from_secs;
    for (received, of_file, due) in [
        (0, false, seconds(5)),
        (1024, false, seconds(6)),
        (10 * 1024, false, seconds(15)),
        (25 * 1024, false, seconds(30)),
        (250 * 1024, false, seconds(30)),
        (250 * 1024, true, seconds(255)),
        (2 * 1024 * 1024, true, seconds(900)),
        (0, true, seconds(5)),
    ] {
        assert_eq!(pace.due(received, of_file), due, "{received} {of_file}");
    }
    assert_eq!(pace.head, seconds(5));
}

#[actix_web::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let (_app, served) = served(Pace { head: Duration::from_millis(20), ..PATIENT }).await;
    let answer = rest(begin(served.address, "GET /healthz HTTP/1.1\r\nHost: here\r\n"));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let (_app, served) = served(Pace { grace: Duration::from_millis(20), ..PATIENT }).await;
    let answer = rest(begin(served.address, LOGIN));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains("\"code\":\"request_timeout\"") && answer.contains("connection: close"),
        "{answer}"
    );
    let answer = rest(begin(served.address, SIGN_IN));
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("</html>"), "{answer}");
}

#[actix_web::test]
async fn the_whole_of_a_body_has_its_time_too_and_a_file_has_more() {
    let (_app, served) = served(Pace { whole: Duration::ZERO, ..PATIENT }).await;
    let boundary = "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\npeople\r\n--b--\r\n";
    let (first, second) = boundary.split_at(10);
    let mut file = begin(
        served.address,
        &format!(
            "POST /manage/imports HTTP/1.1\r\nHost: here\r\nConnection: close\r\nAccept: text/html\r\n\
             Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n{first}",
            boundary.len()
        ),
    );
    let answer = rest(begin(served.address, LOGIN));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    file.write_all(second.as_bytes()).expect("the rest is sent");
    let answer = rest(file);
    // Read to its end; whoever sent it has to sign in first.
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[actix_web::test]
async fn what_nobody_reads_is_not_waited_for_either() {
    let (_app, served) = served(PATIENT).await;
    let answer = rest(begin(
        served.address,
        "POST /api/v1/nowhere HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ));
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}
