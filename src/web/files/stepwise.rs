//! What is too large to be in memory, handed out step by step.

use std::io::{Error, Read};

use actix_web::web::{Bytes, block};
use futures_util::stream::{Stream, try_unfold};

/// So much of it is in memory, in bytes.
const STEP: usize = 64 * 1024;

/// What is read, off the threads that answer.
pub(super) fn stepwise<R: Read + Send + 'static>(
    from: R,
) -> impl Stream<Item = Result<Bytes, Error>> + 'static {
    try_unfold(from, |mut from| async move {
        let step = block(move || {
            let mut step = vec![0; STEP];
            let read = from.read(&mut step)?;
            step.truncate(read);
            Ok::<_, Error>((Bytes::from(step), from))
        });
        let (step, from) = step.await.map_err(Error::other)??;
        Ok((!step.is_empty()).then_some((step, from)))
    })
}
