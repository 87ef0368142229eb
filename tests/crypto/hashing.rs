//! How many passwords are hashed at once: counted, not timed.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use futures_util::future::join_all;
use training_ladder::{
    crypto::{
        hashing::{HashingLimits, NoTurn},
        passwords::{PasswordCost, Passwords},
    },
    ports::Random,
};

/// Work that goes on until it is let go, and says how much of it went on at once.
#[derive(Clone, Default)]
struct Held(Arc<(Mutex<Going>, Condvar)>);

#[derive(Default)]
struct Going {
    open: bool,
    now: usize,
    most: usize,
}

impl Held {
    fn work(&self) {
        let (going, changed) = &*self.0;
        let mut going = going.lock().expect("a lock");
        going.now += 1;
        going.most = going.most.max(going.now);
        changed.notify_all();
        let mut going = changed.wait_while(going, |going| !going.open).expect("a lock");
        going.now -= 1;
    }

    /// Lets it end once so much of it goes on.
    fn let_go(&self, begun: usize) {
        let (going, changed) = &*self.0;
        let going = going.lock().expect("a lock");
        let mut going = changed.wait_while(going, |going| going.now < begun).expect("a lock");
        going.open = true;
        changed.notify_all();
    }

    fn most_at_once(&self) -> usize {
        self.0.0.lock().expect("a lock").most
    }
}

fn passwords(limits: HashingLimits) -> Passwords {
    Passwords::new(PasswordCost::least(), &Random::seeded(7)).expect("passwords").within(limits)
}

#[actix_web::test]
async fn as_many_as_there_are_turns_and_a_few_wait() {
    let passwords = passwords(HashingLimits { at_once: 2, waiting: 3, patience: Duration::from_hours(1) });
    let held = Held::default();
    let mut asked = Vec::new();
    for _ in 0..5 {
        let (passwords, held) = (passwords.clone(), held.clone());
        asked.push(actix_web::rt::spawn(async move { passwords.in_turn(move |_| held.work()).await }));
    }
    // Each has asked for its turn once the others have been let run.
    for _ in 0..5 {
        tokio::task::yield_now().await;
    }
    let sixth = passwords.in_turn(|_| ()).await;
    assert!(matches!(sixth, Err(NoTurn::TooMany)), "{sixth:?}");
    held.let_go(2);
    for one in asked {
        one.await.expect("it ends").expect("a turn");
    }
    assert_eq!(held.most_at_once(), 2);
    passwords.in_turn(|_| ()).await.expect("the line is empty again");
}

#[actix_web::test]
async fn nobody_waits_for_longer_than_they_have_patience() {
    let passwords = passwords(HashingLimits { at_once: 1, waiting: 3, patience: Duration::ZERO });
    let held = Held::default();
    let (first, work) = (passwords.clone(), held.clone());
    let first = actix_web::rt::spawn(async move { first.in_turn(move |_| work.work()).await });
    tokio::task::yield_now().await;
    assert!(matches!(passwords.in_turn(|_| ()).await, Err(NoTurn::TooMany)));
    held.let_go(1);
    first.await.expect("it ends").expect("a turn");
}

#[actix_web::test]
async fn a_turn_lasts_as_long_as_its_work_although_nobody_waits_for_it() {
    let passwords = passwords(HashingLimits { at_once: 1, waiting: 3, patience: Duration::ZERO });
    let held = Held::default();
    let (gone, work) = (passwords.clone(), held.clone());
    let gone = actix_web::rt::spawn(async move { gone.in_turn(move |_| work.work()).await });
    tokio::task::yield_now().await;
    gone.abort();
    assert!(gone.await.is_err(), "whoever asked has hung up");
    assert!(matches!(passwords.in_turn(|_| ()).await, Err(NoTurn::TooMany)));
    held.let_go(1);
}

#[actix_web::test]
async fn memory_that_is_handed_on_spoils_no_hash() {
    let random = Random::seeded(4);
    let limits = HashingLimits { at_once: 2, waiting: 64, patience: Duration::from_mins(10) };
    let passwords = Passwords::new(PasswordCost::least(), &random).expect("passwords").within(limits);
    let tries = (0..40).map(|number| {
        let random = random.clone();
        passwords.in_turn(move |passwords| {
            let password = format!("password {number}");
            let kept = passwords.hash(&password, &random).expect("a hash");
            (passwords.verify(&password, Some(&kept)), passwords.verify("another", Some(&kept)))
        })
    });
    for tried in join_all(tries).await {
        assert_eq!(tried.expect("a turn"), (true, false));
    }
}
