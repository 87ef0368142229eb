//! Where one request ends and the next begins, from a socket: a proxy in front and this server must not see it differently.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use crate::support::{
    app::TestApp,
    database::{OnDatabase, TestDatabase},
};

/// What is answered to these bytes until the server closes the connection.
fn answers(address: SocketAddr, bytes: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(bytes.as_bytes()).expect("the request is sent");
    let mut answer = Vec::new();
    // Whoever is refused may find the connection closed before all of the answer is read; what came stands.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

/// The statuses of the answers, in order.
fn statuses(answers: &str) -> Vec<&str> {
    let lines = answers.split("HTTP/1.1 ").skip(1);
    lines.map(|answer| answer.split_whitespace().next().unwrap_or_default()).collect()
}

/// The last request of a connection.
const LAST: &str = "GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";

#[actix_web::test]
async fn a_length_beside_chunks_hides_no_request() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let served = app.serve();
    // By its length the first would swallow the second.
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n";
    let both =
        format!("{head}Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{LAST}");
    let said = answers(served.address, &both);
    let found = statuses(&said);
    assert!(found == ["422", "200"] || found == ["400"], "{said}");
}

#[actix_web::test]
async fn what_two_programs_could_read_differently_is_refused() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let served = app.serve();
    for headers in [
        "Content-Length: 2\r\nContent-Length: 60",
        "Content-Length: 2, 60",
        "Content-Length: +2",
        "Content-Length: 2x",
        "Transfer-Encoding: gzip, chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "X: y\r\n Content-Length: 60",
        "Content-Length : 60",
    ] {
        let request =
            format!("POST /api/v1/auth/login HTTP/1.1\r\nHost: here\r\n{headers}\r\n\r\n{{}}{LAST}");
        let said = answers(served.address, &request);
        assert_eq!(statuses(&said), ["400"], "{headers:?}: {said}");
    }
}
