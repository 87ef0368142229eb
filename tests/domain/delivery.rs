//! How and where training takes place, in words.

use training_ladder::domain::{
    delivery::{how, location, mode, place},
    words::Delivery::{OnSite, Room, Zoom},
};

#[test]
fn every_way_is_named_for_who_reads_it() {
    let rows = [
        (Zoom, "On Zoom", "On Zoom", "Zoom", "Online, on Zoom"),
        (
            Room,
            "In a room",
            "In a room; we will write to you where",
            "The room will be announced",
            "In person",
        ),
        (
            OnSite,
            "At the organisation",
            "At your organisation",
            "At your organisation",
            "In person, at the organisation’s own site",
        ),
    ];
    for (delivery, said, told, named, certified) in rows {
        assert_eq!(how(delivery), said);
        assert_eq!(place(delivery, None), told);
        assert_eq!(location(delivery, None), named);
        assert_eq!(mode(delivery), certified);
    }
}

#[test]
fn an_address_is_said_as_it_is() {
    for (delivery, told) in [(Zoom, "On Zoom; Town Hall"), (Room, "Town Hall"), (OnSite, "Town Hall")] {
        assert_eq!(place(delivery, Some("Town Hall")), told);
        assert_eq!(location(delivery, Some("Town Hall")), "Town Hall");
    }
}
