use almoner_base::Timestamp;
use biscuit_auth::macros::{biscuit, block};

use super::attack::{call, minter, peer};
use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const PHI: &str = "phi.almoner.test";

fn desk() -> Call {
    call("research", PHI, "POST", "/internal/desk", &["condition.code", "condition.onset"])
}

fn phi() -> Verifier {
    Verifier::new(minter(1).public(), PHI, Timestamp(NOW.0 - 60_000)).unwrap()
}

fn later(ms: i64) -> Timestamp {
    Timestamp(NOW.0 + ms)
}

fn mint() -> Token {
    minter(1).mint(&[desk()], Lifetime::LONGEST, NOW).unwrap()
}

// ASVS 13.2.1
#[test]
fn a_token_is_taken_once_for_the_call_it_was_minted_for() {
    let (phi, token) = (phi(), mint());
    let accepted = phi.verify(token.as_str(), &desk(), NOW).unwrap();
    assert_ne!(accepted.nonce(), [0; 16]);
    assert_eq!(phi.verify(token.as_str(), &desk(), NOW), Err(Error::Replayed));
}

#[test]
fn fewer_fields_than_minted_may_be_asked_for() {
    for fields in [&["condition.code"][..], &[]] {
        let call = call("research", PHI, "POST", "/internal/desk", fields);
        assert!(phi().verify(mint().as_str(), &call, NOW).is_ok());
    }
}

#[test]
fn every_part_of_the_call_is_bound() {
    let fields = ["condition.code", "condition.onset"];
    let others = [
        call("cli", PHI, "POST", "/internal/desk", &fields),
        call("research", PHI, "GET", "/internal/desk", &fields),
        call("research", PHI, "POST", "/internal/desk/", &fields),
        call("research", PHI, "POST", "/internal/desk", &["condition.code", "patient.birthDate"]),
        call("research", "phi2.almoner.test", "POST", "/internal/desk", &fields),
    ];
    let (phi, token) = (phi(), mint());
    for other in others {
        assert_eq!(phi.verify(token.as_str(), &other, NOW), Err(Error::Refused), "{other:?}");
    }
    assert!(phi.verify(token.as_str(), &desk(), NOW).is_ok(), "a refused token is not used up");
}

#[test]
fn a_token_ends_at_its_time_and_not_after() {
    let phi = phi();
    assert_eq!(phi.verify(mint().as_str(), &desk(), later(30_000)), Err(Error::Time));
    assert!(phi.verify(mint().as_str(), &desk(), later(29_999)).is_ok());
    assert_eq!(phi.verify(mint().as_str(), &desk(), later(-2_001)), Err(Error::Time));
    assert!(phi.verify(mint().as_str(), &desk(), later(-2_000)).is_ok(), "clocks may differ by two seconds");
}

#[test]
fn no_life_but_1_to_30_seconds_can_be_asked_for() {
    assert_eq!(Lifetime::seconds(0), Err(Error::Lifetime));
    assert_eq!(Lifetime::seconds(31), Err(Error::Lifetime));
    assert_eq!(Lifetime::seconds(30), Ok(Lifetime::LONGEST));
}

#[test]
fn a_token_without_end_is_refused_even_under_the_right_key() {
    let call = desk();
    let forged = |code: biscuit_auth::BiscuitBuilder| {
        let token = code.merge(block!(
            "call({caller}, \"phi.almoner.test\", \"POST\", \"/internal/desk\", {fields});",
            caller = call.caller.0.to_vec(),
            fields = set_of(&call.fields)
        ));
        token.build(&minter(1).root).unwrap().to_base64().unwrap()
    };
    let (nonce, now) = (vec![1_u8; 16], NOW.0);
    let verify = |token: String| phi().verify(&token, &call, NOW).map(drop);
    assert_eq!(verify(forged(biscuit!(""))), Err(Error::Shape));
    assert_eq!(
        verify(forged(biscuit!("minted({nonce}, {now}, {end});", nonce = nonce.clone(), end = i64::MAX))),
        Err(Error::Lifetime)
    );
    assert_eq!(
        verify(forged(biscuit!("minted({nonce}, {now}, {end});", nonce = nonce.clone(), end = now + 30_001))),
        Err(Error::Lifetime)
    );
    assert_eq!(verify(forged(biscuit!("minted({nonce}, {now}, {end});", end = now + 30_000))), Ok(()));
}

#[test]
fn a_token_from_before_the_start_is_refused_since_it_may_have_been_used() {
    let phi = Verifier::new(minter(1).public(), PHI, later(1)).unwrap();
    assert_eq!(phi.verify(mint().as_str(), &desk(), later(2)), Err(Error::Time));
}

#[test]
fn a_chain_of_services_narrows_at_each_hop_and_each_takes_the_token_once() {
    let to_research = call("cli", "research.almoner.test", "POST", "/api/v1/match", &["condition.code"]);
    let minted = minter(1).mint(&[to_research.clone(), desk()], Lifetime::LONGEST, NOW).unwrap();
    let research = Verifier::new(minter(1).public(), "research.almoner.test", NOW).unwrap();
    let at_research = research.verify(minted.as_str(), &to_research, NOW).unwrap();
    let onward = Attenuation::new().service(PHI).unwrap().fields(["condition.code"]).unwrap();
    let onward = onward.until(later(5_000)).apply(minted.as_str()).unwrap();
    let phi = phi();
    assert_eq!(phi.verify(onward.as_str(), &desk(), NOW), Err(Error::Refused), "condition.onset was taken away");
    let less = call("research", PHI, "POST", "/internal/desk", &["condition.code"]);
    assert_eq!(phi.verify(onward.as_str(), &less, later(5_000)), Err(Error::Refused), "its time was taken away");
    assert_eq!(research.verify(onward.as_str(), &to_research, NOW), Err(Error::Refused), "the way back was taken away");
    assert_eq!(phi.verify(onward.as_str(), &less, NOW), Ok(at_research));
    assert_eq!(phi.verify(minted.as_str(), &less, NOW), Err(Error::Replayed), "the wider token is used up with it");
}

#[test]
fn a_narrowing_can_not_be_undone() {
    let narrowed = Attenuation::new().fields([]).unwrap().apply(mint().as_str()).unwrap();
    let widened = Attenuation::new().fields(["condition.code"]).unwrap().apply(narrowed.as_str()).unwrap();
    let call = call("research", PHI, "POST", "/internal/desk", &["condition.code"]);
    assert_eq!(phi().verify(widened.as_str(), &call, NOW), Err(Error::Refused));
}

#[test]
fn a_block_that_is_no_narrowing_is_refused_before_it_is_evaluated() {
    let long = "check if call($a, $b, $c, $d, $e), call($f, $g, $h, $i, $j), call($k, $l, $m, $n, $o);";
    for code in [long, "check if true;", "x(1);", "y($f) <- asked($f);", "check if asked($f), {1}.contains($f);"] {
        let token = UnverifiedBiscuit::from_base64(mint().as_str()).unwrap();
        let token = token.append(biscuit_auth::BlockBuilder::new().code(code).unwrap()).unwrap().to_base64().unwrap();
        assert_eq!(phi().verify(&token, &desk(), NOW), Err(Error::Shape), "{code}");
    }
}

#[test]
fn a_token_is_narrowed_four_times_at_most() {
    let mut token = mint();
    for _ in 0..4 {
        token = Attenuation::new().service(PHI).unwrap().apply(token.as_str()).unwrap();
    }
    let fifth = Attenuation::new().service(PHI).unwrap().apply(token.as_str()).unwrap();
    assert_eq!(phi().verify(fifth.as_str(), &desk(), NOW), Err(Error::Shape));
    assert!(phi().verify(token.as_str(), &desk(), NOW).is_ok());
}

#[test]
fn the_largest_token_fits() {
    let fields: Vec<String> = (0..64).map(|number| format!("{number:064}")).collect();
    let path = format!("/{}", "p".repeat(511));
    let calls: Vec<Call> = (0..4)
        .map(|number| {
            Call::new(peer("research"), PHI, "POST", &path, fields.iter().map(String::as_str)).map(|mut call| {
                call.caller = peer(&format!("peer {number}"));
                call
            })
        })
        .collect::<Result<_, _>>()
        .unwrap();
    let token = minter(1).mint(&calls, Lifetime::LONGEST, NOW).unwrap();
    assert!(token.as_str().len() < LONGEST_TEXT, "{}", token.as_str().len());
    assert!(phi().verify(token.as_str(), &calls[3], NOW).is_ok());
}

#[test]
fn what_is_no_call_is_not_minted() {
    let new = |service: &str, method: &str, path: &str, field: &str| Call::new(peer("x"), service, method, path, [field]);
    assert!(new(PHI, "GET", "/a?b=c", "a.b").is_ok());
    for (service, method, path, field) in [
        ("", "GET", "/", "a"),
        ("PHI", "GET", "/", "a"),
        (PHI, "get", "/", "a"),
        (PHI, "GET", "a", "a"),
        (PHI, "GET", "/ä", "a"),
        (PHI, "GET", "/\"", "a"),
        (PHI, "GET", "/", "a\", \"b"),
    ] {
        assert_eq!(new(service, method, path, field), Err(Error::Call), "{service} {method} {path} {field}");
    }
    assert_eq!(minter(1).mint(&[], Lifetime::LONGEST, NOW), Err(Error::Call));
}

#[test]
fn used_tokens_are_kept_until_they_are_over_and_no_longer() {
    let mut used = Replay::holding(0, 2);
    used.take([1; 16], 100, 0).unwrap();
    used.take([2; 16], 200, 0).unwrap();
    assert_eq!(used.take([3; 16], 300, 99), Err(Error::Full));
    used.take([3; 16], 300, 100).unwrap();
    assert_eq!(used.len(), 2);
    assert_eq!(used.take([1; 16], 100, 50), Err(Error::Time), "the clock was set back; the token stays over");
    assert_eq!(used.take([2; 16], 200, 50), Err(Error::Replayed));
}

#[test]
fn a_key_that_prints_nothing() {
    assert_eq!(format!("{:?} {:?}", minter(1), mint()), "Minter(..) Token(..)");
}

#[test]
fn no_altered_used_widened_or_expired_token_is_taken() {
    let tally = attack::run(2_000, 1);
    assert_eq!(tally.accepted, Vec::<&str>::new());
    assert_eq!(tally.honest, 20, "the tokens between them are good");
    assert_eq!(tally.tried.values().sum::<u64>(), 2_000);
}

#[test]
fn a_damaged_block_under_a_good_signature_widens_nothing_and_stops_nobody() {
    let (honest, wider) = attack::run_blocks(1_000, 7);
    assert_eq!(wider, 0);
    // Of three blocks two are narrowings, and one in five is left as it is.
    assert!((100..500).contains(&honest), "{honest}");
}

#[test]
fn of_many_at_once_one_takes_the_token() {
    let (phi, token) = (phi(), mint());
    let taken: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| phi.verify(token.as_str(), &desk(), NOW).is_ok())).collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
    });
    assert_eq!(taken, 1);
}
