use training_ladder::config::{ServeConfig, second_factor::SecondFactorConfig};

use super::{load, wrong};

const WHOM: &str = "LADDER_SECOND_FACTOR_FOR";

#[test]
fn it_says_who_must_have_a_second_factor() {
    let nobody = SecondFactorConfig::default();
    let coordinators = SecondFactorConfig { coordinators: true, ..nobody };
    for (given, whom) in [
        ("coordinators", coordinators),
        ("nobody", nobody),
        ("Coordinators, trainers", SecondFactorConfig { trainers: true, ..coordinators }),
        ("managers", SecondFactorConfig { managers: true, ..nobody }),
        ("everybody", SecondFactorConfig { everybody: true, ..nobody }),
    ] {
        assert_eq!(load(&[(WHOM, given)]).expect("settings").second_factor, whom, "{given}");
    }
    assert_eq!(load(&[]).expect("settings").second_factor, coordinators, "unless it is said");
    for given in ["kings", "nobody, trainers", "coordinators,"] {
        assert_eq!(wrong(&[(WHOM, given)]), [WHOM], "{given}");
    }
}

#[test]
fn the_demo_asks_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = ServeConfig::for_demo(folder.path(), 8080).expect("the demo's settings");
    assert_eq!(demo.second_factor, SecondFactorConfig::default());
}
