//! Mails that ask what became of a course.

use super::{Sample, SecretLink, course_date, day, sample};
use crate::{
    domain::ids::TokenId,
    mail::message::{ImpactAsked, ImpactAskedManager, LinkTo, Message},
};

pub(super) fn impact() -> Vec<Sample> {
    let token = TokenId::from_uuid(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0032));
    let (link, off) = (SecretLink::new(token, LinkTo::Impact), SecretLink::new(token, LinkTo::ImpactOff));
    let asked = ImpactAsked {
        course: course_date(),
        after: "six weeks".to_owned(),
        link: link.clone(),
        until: day(2027, 4, 24),
        off: off.clone(),
    };
    let manager = ImpactAskedManager {
        person: "Łukasz Żółć".to_owned(),
        course: course_date(),
        after: "six months".to_owned(),
        link,
        until: day(2027, 9, 10),
        off,
    };
    vec![
        sample("impact_asked", Message::ImpactAsked(asked)),
        sample("impact_asked_manager", Message::ImpactAskedManager(manager)),
    ]
}
