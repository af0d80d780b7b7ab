//! Tests of the frames of days: order of days in a row, rotas, weekends.
use super::*;
use crate::person::Hours;

fn person(role: Role, rota: Rota, crew: u8) -> Person {
    Person {
        home: 0,
        commune: 0,
        role,
        hours: Hours {
            rota,
            crew,
            late: 12,
            sitting: 0,
        },
        work: 1,
        canteen: None,
        shop: 2,
        market: 3,
        bus: None,
    }
}

/// Monday, 3 May 2021.
fn monday() -> Date {
    Date::at(1_619_974_800)
}

#[test]
fn weekdays_are_those_of_the_calendar() {
    assert_eq!(monday().weekday(), 0);
    assert_eq!(Date::at(1_619_974_799).weekday(), 6);
    assert!(monday().plus(6).is_sunday() && monday().plus(5).is_weekend());
    assert_eq!(monday().plus(7).week(), monday().week() + 1);
}

#[test]
fn nobody_leaves_before_being_back() {
    let rotas = [
        (Rota::Single, 0),
        (Rota::Double, 0),
        (Rota::Double, 1),
        (Rota::Triple, 0),
        (Rota::Triple, 1),
        (Rota::Triple, 2),
    ];
    let workers = rotas.map(|(rota, crew)| person(Role::Worker, rota, crew));
    let others = [
        Role::Home,
        Role::Pupil,
        Role::Office,
        Role::Keeper,
        Role::Seller,
    ]
    .map(|role| person(role, Rota::Single, 0));
    for who in workers.iter().chain(&others) {
        for own in 0..300 {
            let mut free_from = i32::MIN;
            for day in 0..28 {
                let f = frame(who, own, monday().plus(day));
                assert!(f.leave >= free_from + 20 * MINUTE, "{who:?} {day}: {f:?}");
                assert!(f.back > f.leave + HOUR, "{who:?} {day}: {f:?}");
                free_from = f.back - DAY;
            }
        }
    }
}

#[test]
fn crews_change_over_every_week_and_rest_on_sunday() {
    let who = person(Role::Worker, Rota::Double, 0);
    let nights = |from: i64| {
        (from..from + 6)
            .filter(|&d| errand(&who, 1, monday().plus(d)).overnight())
            .count()
    };
    let (first, second) = (nights(0), nights(7));
    assert!(first.min(second) == 0 && first.max(second) >= 4);
    assert_eq!(errand(&who, 1, monday().plus(6)), Errand::Free);
}
