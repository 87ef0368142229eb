//! How slowly a request may come in: whoever sends a byte a minute holds a connection, and what is read from it, for
//! as long as they like.
//!
//! It stands round every handler, so that none has to think of it. What a handler leaves unread is kept until its answer
//! is sent: the server then knows that the rest was not wanted and closes the connection, however slowly that comes.

use std::{
    cell::{Cell, RefCell},
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::{ConnectionType, StatusCode},
    middleware::Next,
    web::{Bytes, Data},
};
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep};

/// How long the parts of a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The head, from the connection's beginning.
    pub head: Duration,
    /// How long a body may take whatever comes of it.
    pub grace: Duration,
    /// Bytes a second that have to come after that, of all that came.
    pub bytes_per_second: u64,
    /// The whole body.
    pub whole: Duration,
    /// The whole body where a file is sent.
    pub file: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            grace: Duration::from_secs(5),
            bytes_per_second: 1024,
            whole: Duration::from_secs(30),
            file: Duration::from_mins(15),
        }
    }
}

impl Pace {
    /// How long after the body's beginning more has to have come than these bytes.
    #[must_use]
    pub fn due(&self, received: u64, takes_files: bool) -> Duration {
        let earned = Duration::from_millis(received.saturating_mul(1000) / self.bytes_per_second.max(1));
        self.grace.saturating_add(earned).min(self.longest(takes_files))
    }

    fn longest(&self, takes_files: bool) -> Duration {
        if takes_files { self.file } else { self.whole }
    }
}

/// Whether a body may be as long as a file: said in the request as its route is found, which is after its body has been
/// given its time.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct MayBeLong(Rc<Cell<bool>>);

impl MayBeLong {
    /// The route takes a file.
    pub(in crate::web) fn allow(&self) {
        self.0.set(true);
    }
}

/// Whether a body came too slowly to be read.
pub(in crate::web) fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(why) if why.kind() == io::ErrorKind::TimedOut)
}

/// What is still to be read of a body, shared by its reader and its answer.
type Rest = Rc<RefCell<Payload>>;

/// A body that has to come in good time.
struct Paced {
    rest: Rest,
    pace: Pace,
    may_be_long: MayBeLong,
    begun: Instant,
    received: u64,
    timer: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(rest: Rest, pace: Pace, may_be_long: MayBeLong) -> Self {
        let (begun, timer) = (Instant::now(), Box::pin(sleep(pace.due(0, false))));
        Self { rest, pace, may_be_long, begun, received: 0, timer }
    }

    /// When more has to have come.
    fn due(&self) -> Instant {
        self.begun + self.pace.due(self.received, self.may_be_long.0.get())
    }
}

fn too_slow() -> PayloadError {
    PayloadError::Io(io::ErrorKind::TimedOut.into())
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = Pin::new(&mut *this.rest.borrow_mut()).poll_next(context);
        match next {
            Poll::Ready(Some(Ok(chunk))) => {
                this.received = this.received.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                if this.begun.elapsed() > this.pace.longest(this.may_be_long.0.get()) {
                    return Poll::Ready(Some(Err(too_slow())));
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Ready(other) => Poll::Ready(other),
            Poll::Pending => {
                let due = this.due();
                if this.timer.deadline() != due {
                    this.timer.as_mut().reset(due);
                }
                this.timer.as_mut().poll(context).map(|()| Some(Err(too_slow())))
            }
        }
    }
}

/// An answer that keeps what was not read of its request until it is sent.
struct Answering {
    body: BoxBody,
    _rest: Option<Rest>,
}

impl MessageBody for Answering {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}

/// Gives each request's body its time.
///
/// # Errors
/// What the request's own handling gives.
pub async fn in_good_time(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let rest = match request.take_payload() {
        Payload::None => None,
        payload => {
            let pace = request.app_data::<Data<Pace>>().map_or_else(Pace::default, |pace| ***pace);
            let (rest, may_be_long) = (Rc::new(RefCell::new(payload)), MayBeLong::default());
            let paced = Paced::new(Rc::clone(&rest), pace, may_be_long.clone());
            request.extensions_mut().insert(may_be_long);
            request.set_payload(Payload::Stream { payload: Box::pin(paced) });
            Some(rest)
        }
    };
    let mut response = next.call(request).await?;
    if response.status() == StatusCode::REQUEST_TIMEOUT {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response.map_body(|_, body| Answering { body: body.boxed(), _rest: rest }))
}
