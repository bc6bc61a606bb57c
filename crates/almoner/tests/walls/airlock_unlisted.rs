//! Only the listed messages pass the airlock: a text does not, although it could be encoded.

use std::os::unix::net::UnixStream;

fn leak(stream: UnixStream) {
    let mut _channel = almoner_chart::Channel::<UnixStream, String, almoner_chart::ToPhi>::new(stream);
}

fn main() {
    let _leak = leak;
}
