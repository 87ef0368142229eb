//! The access table: every action against every kind of caller and relation.

use std::collections::HashSet;

use training_ladder::domain::access::{Access, Action, Actor, Relation, Who, ever, may};

use super::facts::id;

const NOBODY: Actor = Actor {
    person_id: training_ladder::domain::ids::Id::from_uuid(uuid::Uuid::nil()),
    is_coordinator: false,
    is_trainer: false,
    manages_anyone: false,
    leads_anywhere: false,
};
const NONE: Relation =
    Relation { own: false, manages: false, trains: false, booked: false, leads: false, member: false };

fn actor(role: &str) -> Actor {
    let actor = Actor { person_id: id(1), ..NOBODY };
    match role {
        "delegate" => actor,
        "trainer" => Actor { is_trainer: true, ..actor },
        "manager" => Actor { manages_anyone: true, ..actor },
        "lead" => Actor { manages_anyone: true, leads_anywhere: true, ..actor },
        "coordinator" => Actor { is_coordinator: true, ..actor },
        other => panic!("no such role: {other}"),
    }
}

fn relation(word: &str) -> Relation {
    match word {
        "none" => NONE,
        "own" => Relation { own: true, ..NONE },
        "manages" => Relation { manages: true, ..NONE },
        "trains" => Relation { trains: true, ..NONE },
        "booked" => Relation { booked: true, ..NONE },
        "leads" => Relation { leads: true, ..NONE },
        "member" => Relation { member: true, ..NONE },
        other => panic!("no such relation: {other}"),
    }
}

#[test]
fn the_contracts_rows() {
    use Access::{NeverYourRole as Never, NotThere, SignIn, Yes};
    let rows = [
        (Action::SignIn, "", "none", Yes),
        (Action::ReadCatalogue, "", "none", Yes),
        (Action::VerifyCertificate, "", "none", Yes),
        (Action::ReadMe, "", "none", SignIn),
        (Action::ReadMe, "delegate", "none", Yes),
        (Action::ListPeople, "delegate", "none", Never),
        (Action::ListPeople, "trainer", "none", Never),
        (Action::ListPeople, "manager", "none", Yes),
        (Action::ListPeople, "coordinator", "none", Yes),
        (Action::ReadPerson, "delegate", "none", Never),
        (Action::ReadPerson, "manager", "none", NotThere),
        (Action::ReadPerson, "manager", "manages", Yes),
        (Action::InvitePerson, "delegate", "member", Never),
        (Action::InvitePerson, "manager", "none", NotThere),
        (Action::InvitePerson, "manager", "member", Yes),
        (Action::InvitePerson, "lead", "leads", Yes),
        (Action::ReadEligibility, "delegate", "own", Yes),
        (Action::ReadEligibility, "delegate", "none", NotThere),
        (Action::ReadEligibility, "trainer", "trains", Yes),
        (Action::BookPlace, "delegate", "own", Yes),
        (Action::BookPlace, "delegate", "none", NotThere),
        (Action::BookPlace, "manager", "manages", Yes),
        (Action::BookPlace, "trainer", "trains", NotThere),
        (Action::BookPlace, "coordinator", "none", Yes),
        (Action::AddWalkIn, "trainer", "trains", Yes),
        (Action::AddWalkIn, "trainer", "none", NotThere),
        (Action::AddWalkIn, "manager", "manages", Never),
        (Action::ReadBooking, "delegate", "none", NotThere),
        (Action::ReadBooking, "trainer", "trains", Yes),
        (Action::CancelBooking, "delegate", "own", Yes),
        (Action::CancelBooking, "delegate", "none", NotThere),
        (Action::CancelBooking, "trainer", "trains", Never),
        (Action::ApproveBooking, "delegate", "own", Never),
        (Action::ApproveBooking, "manager", "own", Never),
        (Action::ApproveBooking, "manager", "manages", Yes),
        (Action::ApproveBooking, "manager", "none", NotThere),
        (Action::ApproveBooking, "coordinator", "none", Yes),
        (Action::ReadCalendar, "delegate", "booked", Yes),
        (Action::ReadCalendar, "delegate", "none", NotThere),
        (Action::ReadCalendar, "coordinator", "none", NotThere),
        (Action::EditAccessNeeds, "delegate", "own", Yes),
        (Action::EditAccessNeeds, "manager", "manages", Yes),
        (Action::EditAccessNeeds, "trainer", "trains", Never),
        (Action::ReadAccessNeeds, "delegate", "own", Yes),
        (Action::ReadAccessNeeds, "manager", "manages", Never),
        (Action::ReadAccessNeeds, "trainer", "trains", Yes),
        (Action::ReadAccessNeeds, "delegate", "none", NotThere),
        (Action::ArrangeAccessNeeds, "delegate", "own", Never),
        (Action::ArrangeAccessNeeds, "manager", "manages", Never),
        (Action::ArrangeAccessNeeds, "trainer", "trains", Yes),
        (Action::ArrangeAccessNeeds, "trainer", "none", NotThere),
        (Action::ArrangeAccessNeeds, "coordinator", "none", Yes),
        (Action::CreateCourse, "delegate", "none", Never),
        (Action::CreateCourse, "coordinator", "none", Yes),
        (Action::EditSession, "trainer", "trains", Never),
        (Action::EditSession, "", "none", SignIn),
        (Action::ReadRoster, "delegate", "booked", Never),
        (Action::ReadRoster, "trainer", "none", NotThere),
        (Action::ReadRoster, "trainer", "trains", Yes),
        (Action::ReadRoster, "delegate", "trains", Never),
        (Action::WriteToSession, "trainer", "trains", Yes),
        (Action::WriteToSession, "trainer", "none", NotThere),
        (Action::WriteToSession, "delegate", "booked", Never),
        (Action::WriteRegister, "trainer", "trains", Yes),
        (Action::CloseRegister, "trainer", "trains", Yes),
        (Action::ReopenRegister, "trainer", "trains", Never),
        (Action::ReopenRegister, "coordinator", "none", Yes),
        (Action::Waive, "trainer", "trains", Yes),
        (Action::Waive, "trainer", "none", NotThere),
        (Action::Waive, "manager", "manages", Never),
        (Action::ReadCertificate, "delegate", "own", Yes),
        (Action::ReadCertificate, "delegate", "none", NotThere),
        (Action::ReadCertificate, "manager", "manages", Yes),
        (Action::ReadCertificate, "trainer", "trains", NotThere),
        (Action::RevokeCertificate, "delegate", "own", Never),
        (Action::RevokeCertificate, "coordinator", "none", Yes),
        (Action::ReadHiddenSession, "delegate", "none", NotThere),
        (Action::ReadHiddenSession, "delegate", "booked", Yes),
        (Action::ReadJoining, "manager", "manages", NotThere),
        (Action::ConfirmMembership, "lead", "leads", Yes),
        (Action::ConfirmMembership, "lead", "none", NotThere),
        (Action::ConfirmMembership, "manager", "manages", Never),
    ];
    for (action, role, with, expected) in rows {
        let actor = (!role.is_empty()).then(|| actor(role));
        assert_eq!(
            may(actor.as_ref(), action, &relation(with)),
            expected,
            "{action:?} by {role:?} who {with}"
        );
    }
}

#[test]
fn the_whole_matrix_keeps_its_promises() {
    let roles = ["delegate", "trainer", "manager", "lead", "coordinator"];
    let relations = ["none", "own", "manages", "trains", "booked", "leads", "member"];
    for action in Action::ALL {
        let who: HashSet<Who> = action.who().iter().copied().collect();
        let open = who.contains(&Who::Anyone);
        for with in relations {
            let anonymous = may(None, *action, &relation(with));
            assert_eq!(anonymous, if open { Access::Yes } else { Access::SignIn }, "{action:?} {with}");
            for role in roles {
                let actor = actor(role);
                let access = may(Some(&actor), *action, &relation(with));
                assert_ne!(access, Access::SignIn, "{action:?} by {role}");
                if !ever(&actor, *action) {
                    assert_eq!(access, Access::NeverYourRole, "{action:?} by {role} who {with}");
                }
                if role == "coordinator" && who.contains(&Who::Coordinator) {
                    assert_eq!(access, Access::Yes, "{action:?} by a coordinator");
                }
            }
        }
        // A stranger's object is never a delegate's to act on, unless everybody may.
        let stranger = may(Some(&actor("delegate")), *action, &NONE);
        let for_all = open || who.contains(&Who::SignedIn);
        assert_eq!(stranger == Access::Yes, for_all, "{action:?} by a stranger");
    }
}

#[test]
fn names_are_unique() {
    let names: HashSet<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    assert_eq!(names.len(), Action::ALL.len());
}
