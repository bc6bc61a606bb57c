//! Frames over the socket between the two children: a length of four bytes, then one CBOR message.

use std::io::{Read, Write};

use minicbor::{Decode, Encode};

use crate::{Error, ToPhi, ToResearch};

const LIMIT: u32 = 256 << 20;

mod wall {
    /// Not nameable outside this crate, so that no other crate can let a type pass.
    pub trait Listed {}
    impl Listed for super::ToResearch {}
    impl Listed for super::ToPhi {}
}

/// The types that may pass the airlock. Sealed: no other crate can add one.
///
/// ```compile_fail
/// struct Record(String);
/// impl almoner_chart::Passes for Record {}
/// ```
pub trait Passes: wall::Listed + Encode<()> + for<'b> Decode<'b, ()> {}
impl Passes for ToResearch {}
impl Passes for ToPhi {}

/// One end of the airlock. `Sends` and `Receives` fix the direction.
pub struct Channel<S, Sends, Receives> {
    stream: S,
    direction: std::marker::PhantomData<(Sends, Receives)>,
}

impl<Sends, Receives> Channel<std::os::unix::net::UnixStream, Sends, Receives> {
    /// Another handle of the same end, so that one thread reads while others write. Whole messages alternate only where one
    /// handle writes at a time, which the caller sees to.
    ///
    /// # Errors
    /// The system has no more descriptors.
    pub fn try_clone(&self) -> Result<Self, Error> {
        Ok(Self { stream: self.stream.try_clone()?, direction: std::marker::PhantomData })
    }

    /// Ends the exchange: whoever waits on the other end hears of it.
    pub fn close(&mut self) {
        // A stream that is closed already needs no closing.
        let _closed = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

impl<S: Read + Write, Sends: Passes, Receives: Passes> Channel<S, Sends, Receives> {
    /// Speaks over a connected stream.
    pub fn new(stream: S) -> Self {
        Self { stream, direction: std::marker::PhantomData }
    }

    /// Sends one message.
    ///
    /// # Errors
    /// The stream broke, or the message exceeds 256 MiB.
    pub fn send(&mut self, message: &Sends) -> Result<(), Error> {
        let bytes = minicbor::to_vec(message).map_err(|_| Error::Message)?;
        let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LIMIT).ok_or(Error::TooLarge)?;
        self.stream.write_all(&length.to_be_bytes())?;
        self.stream.write_all(&bytes)?;
        self.stream.flush()?;
        Ok(())
    }

    /// Waits for one message.
    ///
    /// # Errors
    /// The stream broke, or what came is not a message of this direction.
    pub fn receive(&mut self) -> Result<Receives, Error> {
        let mut length = [0_u8; 4];
        self.stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        if length > LIMIT {
            return Err(Error::TooLarge);
        }
        let mut bytes = Vec::new();
        let read = (&mut self.stream).take(u64::from(length)).read_to_end(&mut bytes)?;
        if read != usize::try_from(length).unwrap_or(usize::MAX) {
            return Err(Error::Message);
        }
        let mut decoder = minicbor::Decoder::new(&bytes);
        let message = decoder.decode().map_err(|_| Error::Message)?;
        if decoder.position() == bytes.len() { Ok(message) } else { Err(Error::Message) }
    }
}
