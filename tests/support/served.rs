//! An application under test behind a real socket.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use training_ladder::web::server::serve;

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
        self.serve_on(TcpListener::bind("127.0.0.1:0").expect("a free port"))
    }

    /// Serves it on a port that was taken before, because the site had to know its own address.
    pub fn serve_on(&self, listener: TcpListener) -> Served {
        let address = listener.local_addr().expect("its address");
        let shared = self.shared();
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
