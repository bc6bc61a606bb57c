//! Only the listed messages pass the airlock.

use std::os::unix::net::UnixStream;

struct Record(String);

impl almoner_chart::Passes for Record {}

fn main() {
    let _channel: Option<almoner_chart::Channel<UnixStream, String, almoner_chart::ToPhi>> = None;
    let _record = Record(String::new());
}
