use super::*;

fn holds(network: &str, address: &str) -> bool {
    network.parse::<Network>().unwrap().holds(address.parse().unwrap())
}

#[test]
fn an_address_is_in_the_network_that_its_first_bits_name() {
    assert!(holds("10.20.0.0/16", "10.20.255.1"));
    assert!(!holds("10.20.0.0/16", "10.21.0.1"));
    assert!(holds("0.0.0.0/0", "203.0.113.9"));
    assert!(holds("192.0.2.7/32", "192.0.2.7"));
    assert!(!holds("192.0.2.7/32", "192.0.2.6"));
    assert!(holds("2001:db8::/32", "2001:db8:1::5"));
    assert!(!holds("::/0", "192.0.2.1"), "an address of the other family is in no network");
}

#[test]
fn what_is_no_network_is_refused() {
    for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "hospital/8", "::/129", "/8"] {
        assert!(text.parse::<Network>().is_err(), "{text}");
    }
}

#[test]
fn a_socket_that_was_handed_over_is_the_same_socket() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    hand_over(&ours, &listener).unwrap();
    assert_eq!(take(&theirs).unwrap().local_addr().unwrap(), listener.local_addr().unwrap());
}

#[test]
fn without_a_socket_there_is_an_error() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    drop(ours);
    assert!(take(&theirs).is_err());
}
