//! An application under test behind a real socket.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use training_ladder::web::{body_pace::Pace, server::serve};

use super::app::TestApp;

/// A server that runs until it is dropped.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl TestApp {
    /// Serves this application on a free port of 127.0.0.1.
    pub fn serve(&self) -> Served {
        self.start(TcpListener::bind("127.0.0.1:0").expect("a free port"), Pace::default())
    }

    /// The same with another patience for what comes in slowly.
    pub fn serve_at(&self, pace: Pace) -> Served {
        self.start(TcpListener::bind("127.0.0.1:0").expect("a free port"), pace)
    }

    /// Serves it where somebody listens already.
    pub fn serve_on(&self, listener: TcpListener) -> Served {
        self.start(listener, Pace::default())
    }

    fn start(&self, listener: TcpListener, pace: Pace) -> Served {
        let address = listener.local_addr().expect("its address");
        let shared = self.shared().with_pace(pace);
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(shared, listener, 1, std::time::Duration::ZERO).expect("a server");
                tell.send(server.handle()).expect("somebody waits");
                server.await.expect("a server that runs");
            });
        });
        let handle = told.recv().expect("a server");
        Served { address, handle, thread: Some(thread) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The order to stop is given at once; the answer is not needed.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
